"""A campaign's state, as sending changes it: paused with its reason, finished, running again."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction

from aval import evidence
from aval.campaigns.models import Campaign, Passage
from aval.campaigns.running import NotReady, pause
from aval.post.attempts import progress
from aval.post.models import Attempt


def pause_for(campaign: Campaign, why: str, at: datetime) -> None:
    """Sending stops itself, and says why; nothing to do when somebody stopped it already."""
    with suppress(NotReady):
        pause(campaign, why=why, by=None, at=at)


@transaction.atomic
def finish_if_done(campaign: Campaign, at: datetime) -> bool:
    """Finished when nothing waits and nothing is in anybody's hands; the ledger's head is then signed over all of it."""
    unfinished = [Attempt.State.WAITING, Attempt.State.SENDING]
    if Attempt.objects.filter(campaign=campaign, state__in=unfinished).exists():
        return False
    if Passage.objects.filter(campaign=campaign, state=Passage.State.GOING).exists():
        return False
    running = Campaign.objects.filter(pk=campaign.pk, state=Campaign.State.RUNNING)
    if not running.update(state=Campaign.State.FINISHED, finished_at=at):
        return False
    payload = {"campaign": campaign.code, "attempts": progress(campaign)}
    evidence.record(campaign.organisation_id, "campaign:finished", payload, at=at)
    evidence.sign_head(campaign.organisation_id, at=at)
    return True


def run_again(campaign: Campaign, at: datetime) -> None:
    """A finished campaign has something to send after all; in the caller's transaction."""
    finished = Campaign.objects.filter(pk=campaign.pk, state=Campaign.State.FINISHED)
    if finished.update(state=Campaign.State.RUNNING, finished_at=None):
        evidence.record(campaign.organisation_id, "campaign:resumed", {"campaign": campaign.code}, at=at)
