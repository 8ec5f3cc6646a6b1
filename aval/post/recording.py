"""What became of the attempts handed over: states, contact history and evidence, in one transaction."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl
from django.db import transaction

from aval import evidence
from aval.campaigns.models import Campaign
from aval.clearance.models import Clearance
from aval.clearance.reading import UTC
from aval.post import sandbox
from aval.post.caps import count
from aval.post.claiming import Claimed
from aval.post.models import Attempt, Worker
from aval.post.servers import Way
from aval.post.smtp import Outcome
from aval.post.workers import Replaced, beat
from aval.prospects.bulk import quoted, update
from aval.prospects.models import Person

PATIENCE = tuple(timedelta(minutes=minutes) for minutes in (5, 20, 60, 240, 720))  # before each new try
SETTLED = {
    "state": pl.String,
    "handed_at": UTC,
    "not_before": UTC,
    "reply": pl.String,
    "tries": pl.Int64,
    "id": pl.Int64,
}
KINDS = {
    Attempt.State.SENT: "message:handed",
    Attempt.State.FAILED: "message:rejected",
    Attempt.State.UNCERTAIN: "attempt:uncertain",
}
CONTACTED = (Attempt.State.SENT, Attempt.State.UNCERTAIN)  # counted as a contact; in doubt, she may have been


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one attempt, and when it may be tried again."""

    claimed: Claimed
    state: str
    reply: str
    not_before: datetime | None = None
    tried: bool = True


def settle_receipt(claimed: Claimed, outcome: Outcome, code: int, text: str, at: datetime) -> Settled:
    """The state an outcome of SMTP puts an attempt in."""
    reply = f"{code} {text}".strip()[:300] if code else text[:300]
    if outcome is Outcome.ACCEPTED:
        return Settled(claimed, Attempt.State.SENT, reply)
    if outcome is Outcome.REFUSED_PERMANENT:
        return Settled(claimed, Attempt.State.FAILED, reply)
    if outcome is Outcome.UNKNOWN:
        return Settled(claimed, Attempt.State.UNCERTAIN, reply)
    if outcome is Outcome.REFUSED_TEMPORARY:
        if claimed.tries > len(PATIENCE):
            return Settled(claimed, Attempt.State.FAILED, reply)
        return Settled(claimed, Attempt.State.WAITING, reply, at + PATIENCE[claimed.tries - 1])
    return Settled(claimed, Attempt.State.WAITING, reply, tried=False)


@transaction.atomic
def record(
    worker: Worker,
    way: Way,
    organisation: int,
    campaign: Campaign | None,
    settled: Sequence[Settled],
    at: datetime,
) -> None:
    """Write what became of these attempts, all or none. `Replaced` when they are no longer in this worker's hands."""
    beat(worker, at)
    if way.server == sandbox.NAME:
        sandbox.sandbox().store(organisation, at)
    write_settled(worker.name, organisation, campaign, way.server, settled, at)
    count(way.number, -sum(not one.tried for one in settled), at)  # last, like a claim: the ledger is held first


def write_settled(
    worker: str, organisation: int, campaign: Campaign | None, server: str, settled: Sequence[Settled], at: datetime
) -> None:
    """The new states, the contact history and the entries of attempts a worker holds; in the caller's transaction.

    No `campaign` for messages to one person.
    """
    _write_states(worker, settled, at)
    not_contacted = [one.claimed.clearance.pk for one in settled if one.state not in CONTACTED]
    Clearance.objects.filter(pk__in=not_contacted).update(used_at=None)
    sent = [one.claimed for one in settled if one.state == Attempt.State.SENT]
    note_informed([(one.person, one.clearance.facts) for one in sent], at)
    note_asked([one.person for one in sent if one.clearance.message_type == "retention_question"], at)
    told = defaultdict(list)
    for one in settled:
        if one.state in KINDS:
            payload = {
                "attempt": one.claimed.attempt,
                "campaign": campaign.code if campaign else "",
                "clearance": one.claimed.clearance.evidence,
                "message_id": one.claimed.message_id,
                "server": server,
                "reply": one.reply,
            }
            told[KINDS[one.state]].append((payload, subject_of(one.claimed.person)))
    for kind, payloads in sorted(told.items()):
        evidence.record_many(organisation, kind, payloads, at=at)


def _write_states(worker: str, settled: Sequence[Settled], at: datetime) -> None:
    rows = [
        (
            one.state,
            at if one.state in CONTACTED else None,
            one.not_before,
            one.reply,
            one.claimed.tries - (not one.tried),
            one.claimed.attempt,
        )
        for one in settled
    ]
    held = f"post_attempt.worker = {quoted(worker)} AND post_attempt.state = 'sending'"
    frame = pl.DataFrame(rows, schema=SETTLED, orient="row")
    if update("post_attempt", frame, held) != len(rows):
        raise Replaced(worker)


def note_informed(people: Iterable[tuple[int | None, Mapping[str, object]]], at: datetime) -> None:
    """The notice of art. 14 was in what these people received: (person, facts of the clearance)."""
    told = [person for person, facts in people if facts.get("notice_state") == "included"]
    Person.objects.filter(pk__in=told, informed_at__isnull=True).update(informed_at=at)


def note_asked(people: Sequence[int | None], at: datetime) -> None:
    """The one question at the end of retention was put to these people."""
    if people:
        Person.objects.filter(pk__in=people).update(asked_to_stay_at=at)


def subject_of(person: int | None) -> str:
    """Whom an entry is about."""
    return f"person:{person}" if person else ""
