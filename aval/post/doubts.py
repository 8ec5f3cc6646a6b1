"""Attempts nobody knows the end of: the sandbox is asked, a real server's are settled by a person. None is sent blind."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from aval import evidence
from aval.accounts.models import Member
from aval.campaigns.models import Campaign
from aval.clearance.models import Clearance
from aval.post import sandbox
from aval.post.models import Attempt
from aval.post.recording import note_informed, subject_of
from aval.post.running import run_again

GROUP = 500  # attempts settled together
LOOKED_UP = "looked up in the sandbox by its Message-ID"


class NotUncertain(Exception):
    """Only an uncertain attempt is settled by hand."""


def resolve(attempt: Attempt, *, left: bool, by: Member | None, reason: str, at: datetime) -> None:
    """Settle an uncertain attempt: it left (it is sent), or it did not (it waits again, to be cleared anew).

    `by` is the member who looked. Raises `NotUncertain`.
    """
    settle([attempt], left=left, by=by, reason=reason, at=at)
    attempt.refresh_from_db()


@transaction.atomic
def settle(attempts: Sequence[Attempt], *, left: bool, by: Member | None, reason: str, at: datetime) -> None:
    """`resolve` for several attempts of one organisation, all or none. `by` is None when the sandbox itself was asked."""
    (organisation,) = {one.organisation_id for one in attempts}
    numbers = [one.pk for one in attempts]
    uncertain = Attempt.objects.filter(pk__in=numbers, state=Attempt.State.UNCERTAIN)
    if left:
        settled = uncertain.update(state=Attempt.State.SENT, handed_at=F("claimed_at"), reply=reason[:300])
        note_informed([(one.person_id, one.clearance.facts) for one in attempts], at)
    else:
        settled = uncertain.update(state=Attempt.State.WAITING, worker="", not_before=None, reply=reason[:300])
        Clearance.objects.filter(attempts__in=numbers).update(used_at=None)
        for campaign in Campaign.objects.filter(attempts__in=numbers).distinct():
            run_again(campaign, at)
    if settled != len(numbers):
        raise NotUncertain
    who = by.pk if by else None
    told = [
        (
            {"attempt": one.pk, "message_id": one.message_id, "left": left, "by": who, "reason": reason},
            subject_of(one.person_id),
        )
        for one in attempts
    ]
    evidence.record_many(organisation, "attempt:resolved", told, at=at)


def look_up(at: datetime) -> int:
    """Ask the sandbox about the uncertain attempts handed to it; how many were settled."""
    uncertain = Attempt.objects.filter(state=Attempt.State.UNCERTAIN, server=sandbox.NAME).select_related("clearance")
    found = list(uncertain.order_by("organisation_id", "id")[:GROUP])
    for organisation in {one.organisation_id for one in found}:
        theirs = [one for one in found if one.organisation_id == organisation]
        there = sandbox.arrived(organisation, [one.message_id for one in theirs])
        for left in (True, False):
            if some := [one for one in theirs if (one.message_id in there) is left]:
                settle(some, left=left, by=None, reason=LOOKED_UP, at=at)
    return len(found)
