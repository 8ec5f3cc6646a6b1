"""Taking attempts to send: a few at a time, each cleared on the facts of the minute.

The decisions are computed before the transaction; it then holds the organisation's ledger, as whoever records an
objection does, reads what was said since they were begun, and writes those that still stand. So an objection is either
read by the claim or written after it, where `Watch` finds it; no two claims take one person, or crowd one company; and
nobody waits for the ledger longer than writing takes.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from django.db import transaction
from django.db.models import BigIntegerField, F, Q, QuerySet
from django.db.models.functions import Mod

from aval.campaigns.models import Campaign
from aval.campaigns.passing import stopped_among
from aval.clearance.clearing import Judged, judge, keep
from aval.clearance.gathering import Contact
from aval.clearance.local_time import ZONES
from aval.clearance.models import Clearance, Verdict
from aval.clearance.reading import UTC
from aval.evidence.ledger import claim as hold_ledger
from aval.evidence.ledger import size_of
from aval.post.caps import count, room
from aval.post.models import Attempt, Worker
from aval.post.news import touched_since
from aval.post.plans import Plan
from aval.post.returns.awaiting import held_until
from aval.post.servers import Way
from aval.prospects.bulk import update

GONE, STOPPED = "contact-point-gone", "sequence-stopped"
BLOCK = 64  # attempts in a row that the same worker takes: colleagues are neighbours
TRIES = 2  # times a claim is computed aside; then the ledger is held while it is


@dataclass(frozen=True, slots=True)
class Claimed:
    """An attempt in our hands, cleared."""

    attempt: int
    contact_point: int | None
    person: int | None
    clearance: Clearance
    message_id: str
    tries: int
    place: int = 1
    version: str = "a"


@dataclass(slots=True)
class Claim:
    """What one claim took: `granted` may leave, `refused` may not; `size` is how long the ledger then was."""

    granted: list[Claimed]
    refused: int
    size: int

    @property
    def taken(self) -> int:
        return len(self.granted) + self.refused


Row = tuple[
    int, int | None, int | None, str, int, int, str
]  # an attempt: itself, whom, where, Message-ID, tries, step, version


def claim(worker: Worker, campaign: Campaign, plan: Plan, way: Way, limit: int, at: datetime) -> Claim:
    """Take up to `limit` waiting attempts and clear them: `sending` with their clearance and Message-ID, or `refused`.

    Never more than `way` may still be given today. Whom something said meanwhile may touch waits for the next claim.
    """
    for _ in range(TRIES):
        since = size_of(campaign.organisation_id)
        if (left := room(way.number, way.cap, at)) is not None:
            limit = min(limit, left)
        rows = list(_mine(worker, _waiting(plan, at))[:limit])
        if not rows:
            break
        judged = _judge(rows, plan, at)
        with transaction.atomic():
            until = hold_ledger(campaign.organisation_id).size
            touched = touched_since([one.clearance for one in judged], campaign.organisation_id, since, until)
            if touched is not None:
                still = {row[0] for row in _locked(plan, at).filter(pk__in=[row[0] for row in rows])}
                kept = [row for row in rows if row[0] in still and row[2] not in touched]
                if kept:
                    return _take(worker, plan, way, kept, judged, at)
    with transaction.atomic():
        hold_ledger(campaign.organisation_id)
        rows = list(_locked(plan, at)[:limit])
        return _take(worker, plan, way, rows, _judge(rows, plan, at), at)


def _waiting(plan: Plan, at: datetime) -> "QuerySet[Attempt, Row]":
    ready = Q(not_before__isnull=True) | Q(not_before__lte=at)
    waiting = Attempt.objects.filter(ready, campaign=plan.campaign, state=Attempt.State.WAITING).order_by("id")
    if shut := plan.shut(at):
        waiting = _where_open(waiting, shut)
    return waiting.values_list("pk", "person_id", "contact_point_id", "message_id", "tries", "place", "version")


def _where_open(waiting: "QuerySet[Attempt]", shut: Sequence[str]) -> "QuerySet[Attempt]":
    """Those whose own hour it is. A country whose hour we do not know follows Paris."""
    if "FR" in shut:
        return waiting.filter(person__country__in=[country for country in ZONES if country not in shut])
    return waiting.exclude(person__country__in=shut)


def _locked(plan: Plan, at: datetime) -> "QuerySet[Attempt, Row]":
    """On SQLite the transaction itself excludes every other writer; on PostgreSQL rows another worker holds are skipped."""
    return _waiting(plan, at).select_for_update(of=("self",), skip_locked=True)


def _mine(worker: Worker, waiting: "QuerySet[Attempt, Row]") -> "QuerySet[Attempt, Row]":
    """Those no other worker is computing, as long as workers neither come nor go."""
    names = list(Worker.objects.order_by("name").values_list("name", flat=True))
    if len(names) < 2 or worker.name not in names:
        return waiting
    turn = Mod(F("id") / BLOCK, len(names), output_field=BigIntegerField())
    return waiting.alias(turn=turn).filter(turn=names.index(worker.name))


def _judge(rows: Sequence[Row], plan: Plan, at: datetime) -> list[Judged]:
    points = [point for _pk, _person, point, *_rest in rows if point]
    contact = Contact(
        aim=plan.aim, channel="email", message_type="prospecting", at=at, message=plan.message, languages=plan.languages
    )  # fmt: skip
    return judge(points, contact, plan.campaign.source_id) if points else []


def _take(worker: Worker, plan: Plan, way: Way, rows: Sequence[Row], judged: Sequence[Judged], at: datetime) -> Claim:
    """Write down what still stands, in the transaction that holds the ledger."""
    if (left := room(way.number, way.cap, at)) is not None:
        rows = rows[:left]
    over = stopped_among(plan.campaign, [row[1] for row in rows]) if plan.steps else set()
    points = {row[2] for row in rows if row[1] not in over}
    cleared = keep([one for one in judged if one.clearance.contact_point_id in points], used=True)
    granted, refusals, held = [], [], []
    for attempt, person, point, message_id, tries, place, version in rows:
        clearance = cleared.get(point) if point else None
        until = held_until(clearance.findings, clearance.facts, at, follows=plan.steps) if clearance else None
        if person in over:
            refusals.append((attempt, None, STOPPED))
        elif until:
            held.append((attempt, until))
        elif clearance is None or clearance.verdict != Verdict.ALLOW:
            refusals.append((attempt, clearance.pk if clearance else None, "" if clearance else GONE))
        else:
            stable = message_id or new_message_id(attempt, way.ehlo)
            granted.append(Claimed(attempt, point, person, clearance, stable, tries + 1, place, version))
    _send_all(worker, way, granted, at)
    _write(refusals, {"id": pl.Int64, "clearance_id": pl.Int64, "reply": pl.String}, state="refused")
    _write(held, {"id": pl.Int64, "not_before": UTC})
    return Claim(granted, len(refusals), size_of(plan.campaign.organisation_id))


def new_message_id(attempt: int, domain: str) -> str:
    """A new Message-ID, at the sender's domain; an attempt keeps its own for life."""
    return f"<{attempt}.{secrets.token_hex(8)}@{domain}>"


def grant_all(worker: Worker, way: Way, granted: Sequence[Claimed], at: datetime) -> None:
    """`sending`. The clearances granted count as used from now: nobody else may write to these people meanwhile."""
    _send_all(worker, way, granted, at)
    Clearance.objects.filter(pk__in=[one.clearance.pk for one in granted]).update(used_at=at)


def _send_all(worker: Worker, way: Way, granted: Sequence[Claimed], at: datetime) -> None:
    rows = [(one.attempt, one.clearance.pk, one.message_id, one.tries) for one in granted]
    schema = {"id": pl.Int64, "clearance_id": pl.Int64, "message_id": pl.String, "tries": pl.Int64}
    _write(rows, schema, state="sending", worker=worker.name, claimed_at=at, server=way.server)
    count(way.number, len(rows), at)


def _write(rows: Sequence[tuple[object, ...]], schema: Mapping[str, Any], **same: object) -> None:
    update("post_attempt", pl.DataFrame(rows, schema=schema, orient="row"), "post_attempt.state = 'waiting'", **same)
