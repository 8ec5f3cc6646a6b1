"""Attempts: one a person and campaign, aimed in one statement, counted on indexed columns, settled by a human in doubt."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count

from aval import evidence
from aval.accounts.models import Member
from aval.campaigns.models import Campaign
from aval.post.models import Attempt
from aval.post.workers import subject_of

# The address chosen is the one most likely to be a mailbox of her work; whether it may be used, the law says later.
AIM = """
INSERT INTO post_attempt
    (organisation_id, campaign_id, person_id, contact_point_id, state, tries, worker, message_id, server, reply)
SELECT organisation_id, %(campaign)s, person_id, id, 'waiting', 0, '', '', '', ''
FROM (
    SELECT point.organisation_id, point.person_id, point.id, ROW_NUMBER() OVER (
        PARTITION BY point.person_id
        ORDER BY CASE WHEN point.unreachable_since IS NULL THEN 0 ELSE 1 END,
                 CASE WHEN point.disposable THEN 1 ELSE 0 END,
                 CASE point.recipient_kind WHEN 'pro_nominative' THEN 0 WHEN 'generic_legal_person' THEN 1
                      WHEN 'sole_trader' THEN 2 WHEN 'personal_mailbox' THEN 4 ELSE 3 END,
                 point.id
    ) AS place
    FROM prospects_contactpoint AS point
    JOIN prospects_provenance AS provenance ON provenance.person_id = point.person_id
    WHERE provenance.source_id = %(source)s AND point.organisation_id = %(organisation)s AND point.medium = 'email'
) AS ranked
WHERE place = 1
ORDER BY person_id
ON CONFLICT DO NOTHING
"""


class NotUncertain(Exception):
    """Only an uncertain attempt is settled by hand."""


def aim_attempts(campaign: Campaign, at: datetime) -> int:
    """A waiting attempt for every person of the campaign's source who has an e-mail address and none yet; how many."""
    values = {"campaign": campaign.pk, "source": campaign.source_id, "organisation": campaign.organisation_id}
    with connection.cursor() as cursor:
        cursor.execute(AIM, values)
        return max(cursor.rowcount, 0)


def progress(campaign: Campaign) -> dict[str, int]:
    """How many attempts in each state, every state named, and `total`."""
    counts = dict.fromkeys(Attempt.State.values, 0)
    found = Attempt.objects.filter(campaign=campaign).values_list("state").annotate(Count("id"))
    counts.update(found)
    return counts | {"total": sum(counts.values())}


def resolve(attempt: Attempt, *, left: bool, by: Member | None, reason: str, at: datetime) -> None:
    """Settle an uncertain attempt: it left (it stays sent), or it did not (it waits again, to be cleared anew).

    `by` is the member who looked; None when the sandbox itself was asked. Raises `NotUncertain`.
    """
    settle([attempt], left=left, by=by, reason=reason, at=at)
    attempt.refresh_from_db()


@transaction.atomic
def settle(attempts: Collection[Attempt], *, left: bool, by: Member | None, reason: str, at: datetime) -> None:
    """`resolve` for several attempts of one organisation, all or none."""
    numbers = [one.pk for one in attempts]
    (organisation,) = {one.organisation_id for one in attempts}
    uncertain = Attempt.objects.filter(pk__in=numbers, state=Attempt.State.UNCERTAIN)
    if left:
        settled = uncertain.update(state=Attempt.State.SENT, handed_at=at, reply=reason[:300])
    else:
        settled = uncertain.update(state=Attempt.State.WAITING, worker="", not_before=None, reply=reason[:300])
    if settled != len(numbers):
        raise NotUncertain
    who = by.pk if by else None
    told = [
        ({"attempt": one.pk, "message_id": one.message_id, "left": left, "by": who, "reason": reason}, subject_of(one))
        for one in attempts
    ]
    evidence.record_many(organisation, "attempt:resolved", told, at=at)
