"""Decisions found again as they were kept: those of attempts, and the answers given to programs."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from aval.clearance import asked
from aval.clearance.models import AskedAbout, Asking, Clearance
from aval.evidence.models import Entry
from aval.law.tables import Question

PAGE = 1_000  # attempts read at a time


@dataclass(frozen=True, slots=True)
class Kept:
    """A decision as it was kept: that of an attempt (a number), or the answer to a program (`call-line`).

    `attested`: the rows say what their entry of evidence says; None where the entry was emptied by an erasure, or never was.
    `stranger`: about somebody the base did not hold, without facts.
    """

    number: int | str
    organisation: int
    channel: str
    offer: str
    question: Question
    facts: Mapping[str, Any]
    verdict: str
    basis: str | None
    findings: Sequence[str]
    obligations: Sequence[str]
    law: str
    decided_at: datetime
    evidence: int | None
    attested: bool | None
    stranger: bool = False


def find(organisation: int, number: int | str) -> Kept | None:
    """The decision of that number in this organisation; None when there is none."""
    if called := asked.NUMBER.fullmatch(str(number)):
        asking = Asking.objects.of(organisation).filter(pk=int(called[1])).first()
        return next(answers_of(asking, int(called[2]), 1), None) if asking else None
    attempt = Clearance.objects.of(organisation).filter(pk=int(number)).first() if str(number).isdecimal() else None
    return kept_attempts([attempt])[0] if attempt else None


def asked_about(organisation: int, person: int, most: int) -> list[Kept]:
    """The latest answers given to programs about this person."""
    rows = AskedAbout.objects.of(organisation).filter(person=person).select_related("asking").order_by("-id")[:most]
    return [one for row in rows for one in answers_of(row.asking, row.place, 1)]


def kept_attempts(rows: Sequence[Clearance]) -> list[Kept]:
    """Decisions about attempts, as they were kept."""
    attested = _attested(rows)
    return [
        Kept(
            number=row.pk,
            organisation=row.organisation_id,
            channel=row.channel,
            offer=row.offer_code,
            question=cast("Question", row.question),
            facts=row.facts,
            verdict=row.verdict,
            basis=row.basis or None,
            findings=row.findings,
            obligations=row.obligations,
            law=row.law,
            decided_at=row.decided_at,
            evidence=row.evidence,
            attested=attested.get(row.pk),
        )
        for row in rows
    ]


def answers_of(row: Asking, start: int = 0, length: int | None = None) -> Iterator[Kept]:
    """The answers of an asking, as they were kept; lines without answer are passed over."""
    lines = asked.lines_of(row)
    proof = asked.proof_of(row, lines.height)
    said = Entry.objects.filter(ledger=row.organisation_id, seq__in=[row.evidence or 0], payload__isnull=False)
    entry = said.first()
    attested = json.loads(entry.payload) == proof if entry and entry.payload else None
    for place, line in enumerate(lines.slice(start, length).iter_rows(named=True), start=start):
        if line.get("decision") is None:
            continue
        told, own = row.decisions[line.pop("decision")], {name: cell for name, cell in line.items() if cell is not None}
        question, stranger = own.pop("question"), told.get("stranger", False)
        yield Kept(
            number=asked.number_of(row, place),
            organisation=row.organisation_id,
            channel=row.channel or str(own.get("channel", "")),
            offer=row.offer_code,
            question=question,
            facts={} if stranger else row.facts | own,
            verdict=told["verdict"],
            basis=told["basis"] or None,
            findings=told["findings"],
            obligations=told["obligations"],
            law=told["law"],
            decided_at=row.asked_at,
            evidence=row.evidence,
            attested=attested,
            stranger=stranger,
        )


def all_kept(organisation: int) -> Iterator[Kept]:
    """Every decision of an organisation, attempts first; a page, or a call, in memory at a time."""
    after = 0
    while page := list(Clearance.objects.of(organisation).filter(pk__gt=after).order_by("pk")[:PAGE]):
        yield from kept_attempts(page)
        after = page[-1].pk
    for row in Asking.objects.of(organisation).order_by("pk").iterator(chunk_size=1):
        yield from answers_of(row)


def _attested(page: Sequence[Clearance]) -> dict[int, bool]:
    """Whether each row says what its entry says, for those whose entry still speaks."""
    entries = Entry.objects.filter(
        ledger__in={row.organisation_id for row in page},
        seq__in=[row.evidence for row in page if row.evidence is not None],
        payload__isnull=False,
    )
    told = {
        (ledger, seq): json.loads(text) for ledger, seq, text in entries.values_list("ledger", "seq", "payload") if text
    }
    return {
        row.pk: all(entry.get(name) == getattr(row, name) for name in ("verdict", "basis", "findings", "facts", "law"))
        for row in page
        if (entry := told.get((row.organisation_id, row.evidence if row.evidence is not None else -1))) is not None
    }
