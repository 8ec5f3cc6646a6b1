"""A campaign's state, as sending changes it: paused with its reason, finished, running again."""

from datetime import datetime

from django.db import transaction

from aval import evidence
from aval.campaigns.models import Campaign
from aval.post.attempts import progress
from aval.post.models import Attempt


@transaction.atomic
def pause_for(campaign: Campaign, why: str, at: datetime) -> bool:
    """Sending stops itself, and says why; False when the campaign was not running."""
    running = Campaign.objects.filter(pk=campaign.pk, state=Campaign.State.RUNNING)
    if not running.update(state=Campaign.State.PAUSED, paused_why=why[:300]):
        return False
    evidence.record(campaign.organisation_id, "campaign:paused", {"campaign": campaign.code, "why": why[:300]}, at=at)
    return True


@transaction.atomic
def finish_if_done(campaign: Campaign, at: datetime) -> bool:
    """Finished when nothing waits and nothing is in anybody's hands."""
    unfinished = [Attempt.State.WAITING, Attempt.State.SENDING]
    if Attempt.objects.filter(campaign=campaign, state__in=unfinished).exists():
        return False
    running = Campaign.objects.filter(pk=campaign.pk, state=Campaign.State.RUNNING)
    if not running.update(state=Campaign.State.FINISHED, finished_at=at):
        return False
    payload = {"campaign": campaign.code, "attempts": progress(campaign)}
    evidence.record(campaign.organisation_id, "campaign:finished", payload, at=at)
    return True


def run_again(campaign: Campaign, at: datetime) -> None:
    """A finished campaign has something to send after all; in the caller's transaction."""
    finished = Campaign.objects.filter(pk=campaign.pk, state=Campaign.State.FINISHED)
    if finished.update(state=Campaign.State.RUNNING, finished_at=None):
        evidence.record(campaign.organisation_id, "campaign:resumed", {"campaign": campaign.code}, at=at)
