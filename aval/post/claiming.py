"""Taking attempts to send: a few at a time, each cleared on the facts of the minute, in one transaction.

The claim begins by holding the organisation's ledger. Whoever records an objection holds it too, so an objection is
either read by the claim or written after it, where `Watch` finds it: none falls between. Claims of one organisation
follow one another for the same reason, and no two workers clear the same person at once.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q

from aval.campaigns.models import Campaign
from aval.clearance.clearing import clear
from aval.clearance.models import Clearance, Verdict
from aval.evidence.ledger import claim as hold_ledger
from aval.post.caps import count, room
from aval.post.models import Attempt, Worker
from aval.post.plans import Plan
from aval.post.returns.awaiting import held_until
from aval.post.servers import Way

GRANT = """
UPDATE post_attempt SET state = 'sending', clearance_id = %s, worker = %s, claimed_at = %s, message_id = %s, server = %s,
    tries = tries + 1 WHERE id = %s AND state = 'waiting'
"""
REFUSE = "UPDATE post_attempt SET state = 'refused', clearance_id = %s, reply = %s WHERE id = %s AND state = 'waiting'"
HOLD = "UPDATE post_attempt SET not_before = %s WHERE id = %s AND state = 'waiting'"
GONE = "contact-point-gone"


@dataclass(frozen=True, slots=True)
class Claimed:
    """An attempt in our hands, cleared."""

    attempt: int
    contact_point: int | None
    person: int | None
    clearance: Clearance
    message_id: str
    tries: int


@dataclass(slots=True)
class Claim:
    """What one claim took: `granted` may leave, `refused` may not; `size` is how long the ledger then was."""

    granted: list[Claimed]
    refused: int
    size: int

    @property
    def taken(self) -> int:
        return len(self.granted) + self.refused


@transaction.atomic
def claim(worker: Worker, campaign: Campaign, plan: Plan, way: Way, limit: int, at: datetime) -> Claim:
    """Take up to `limit` waiting attempts and clear them: `sending` with their clearance and Message-ID, or `refused`.

    Never more than `way` may still be given today. On SQLite the transaction itself excludes every other writer; on PostgreSQL rows another worker holds are skipped.
    """
    hold_ledger(campaign.organisation_id)
    if (left := room(way.number, way.cap, at)) is not None:
        limit = min(limit, left)
    ready = Q(not_before__isnull=True) | Q(not_before__lte=at)
    waiting = Attempt.objects.filter(ready, campaign=campaign, state=Attempt.State.WAITING).order_by("id")
    columns = ("pk", "person_id", "contact_point_id", "message_id", "tries")
    taken = list(waiting.select_for_update(skip_locked=True).values_list(*columns)[:limit])
    points = [point for _pk, _person, point, _message, _tries in taken if point]
    cleared = clear(
        points, aim=plan.aim, source=campaign.source_id, channel="email", message_type="prospecting", message=plan.message,
        languages=tuple(plan.letters), at=at
    ) if points else {}  # fmt: skip
    granted, refusals, held = [], [], []
    for attempt, person, point, message_id, tries in taken:
        clearance = cleared.get(point)
        if clearance and (until := held_until(clearance.findings, clearance.facts, at)):
            held.append((until, attempt))
        elif clearance is None or clearance.verdict != Verdict.ALLOW:
            refusals.append((clearance.pk if clearance else None, "" if clearance else GONE, attempt))
        else:
            stable = message_id or new_message_id(attempt, way.ehlo)
            granted.append(Claimed(attempt, point, person, clearance, stable, tries + 1))
    grant_all(worker, way, granted, at)
    _refuse_all(refusals)
    _hold_all(held)
    return Claim(granted, len(refusals), hold_ledger(campaign.organisation_id).size)


def new_message_id(attempt: int, domain: str) -> str:
    """A new Message-ID, at the sender's domain; an attempt keeps its own for life."""
    return f"<{attempt}.{secrets.token_hex(8)}@{domain}>"


def grant_all(worker: Worker, way: Way, granted: Sequence[Claimed], at: datetime) -> None:
    """`sending`. The clearances granted count as used from now: nobody else may write to these people meanwhile."""
    if not granted:
        return
    stored = connection.ops.adapt_datetimefield_value(at)
    rows = [(one.clearance.pk, worker.name, stored, one.message_id, way.server, one.attempt) for one in granted]
    with connection.cursor() as cursor:
        cursor.executemany(GRANT, rows)
    count(way.number, len(rows), at)
    Clearance.objects.filter(pk__in=[one.clearance.pk for one in granted]).update(used_at=at)


def _refuse_all(refusals: Sequence[tuple[object, ...]]) -> None:
    if refusals:
        with connection.cursor() as cursor:
            cursor.executemany(REFUSE, refusals)


def _hold_all(held: Sequence[tuple[datetime, int]]) -> None:
    """They wait: she is away, or her answer has not been read."""
    if held:
        adapt = connection.ops.adapt_datetimefield_value
        with connection.cursor() as cursor:
            cursor.executemany(HOLD, [(adapt(until), attempt) for until, attempt in held])
