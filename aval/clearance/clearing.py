"""The gate for one claim: read the facts of the minute, ask the law, write every decision down, grant or refuse.

`judge` computes, and may take its time; `keep` writes, and holds the ledger no longer than that.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from django.db.models import Q

from aval import evidence
from aval.clearance.aims import Aim
from aval.clearance.deciding import CROWD, decided
from aval.clearance.gathering import Contact, Gathered, gather
from aval.clearance.models import Clearance, Verdict
from aval.clearance.reading import listed
from aval.law.facts import as_json
from aval.prospects.bulk import insert, read_by_keys, take_ids

HOLE = '"contact_point":0'  # where, in what people of one situation share, each entry names whom it is about


@dataclass(frozen=True, slots=True)
class Situation:
    """Facts and answer that several people share: as values, as the base writes them, and the text of their entries."""

    facts: dict[str, Any]
    answer: dict[str, Any]
    written: tuple[str, str, str]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Judged:
    """One decision taken and not kept yet: its row, its entry, its facts, findings and obligations as text."""

    clearance: Clearance
    entry: evidence.Sealed
    written: tuple[str, str, str]


def clear(
    points: Sequence[int],
    *,
    aim: Aim,
    source: int,
    channel: str,
    message_type: str,
    message: Mapping[str, object],
    languages: tuple[str, ...] = (),
    at: datetime,
) -> dict[int, Clearance]:
    """Decide about these contact points of a source and keep each decision; contact point id -> clearance, granted or not.

    Runs in the transaction that claims (`evidence` refuses otherwise): the facts of the minute, the decision, its
    entry of evidence and the claim stand or fall together. A contact point that is gone has no clearance.
    """
    contact = Contact(aim=aim, channel=channel, message_type=message_type, at=at, message=message, languages=languages)
    return keep(judge(points, contact, source))


def judge(points: Sequence[int], contact: Contact, source: int) -> list[Judged]:
    """Decide about these contact points of a source; nothing is written, no transaction is needed."""
    aim = contact.aim
    theirs = "prospects_contactpoint c ON c.id = k.value AND c.organisation_id = %s"
    whose = read_by_keys("c.person_id", theirs, pl.Series(points), [aim.organisation], {"person": pl.Int64})
    gathered = gather(contact, Q(source=source, person__in=listed(whose["person"])), points)
    if gathered.rows.is_empty():
        return []
    situations = _situations(contact, gathered)
    people = gathered.rows.rows()
    texts = [
        (f'{situation.before}"contact_point":{point}{situation.after}', f"person:{person}")
        for (point, person, _company), situation in zip(people, situations, strict=True)
    ]
    entries = evidence.seal_texts(texts)
    return [
        Judged(_row(contact, row, situation), entry, situation.written)
        for row, situation, entry in zip(people, situations, entries, strict=True)
    ]


def keep(judged: Sequence[Judged], *, used: bool = False) -> dict[int, Clearance]:
    """Keep these decisions, of one claim; contact point id -> clearance. `used`: those granted count as used from now.

    One entry a decision: a refusal is as well recorded as a grant. In the transaction that claims.
    """
    granted = [one for one in judged if one.clearance.verdict == Verdict.ALLOW]
    refused = [one for one in judged if one.clearance.verdict != Verdict.ALLOW]
    for kind, ones in (("decision:contact:granted", granted), ("decision:contact:refused", refused)):
        if ones:
            _keep(kind, ones, used=used and ones is granted)
    return {one.clearance.contact_point_id: one.clearance for one in judged if one.clearance.contact_point_id}


def _keep(kind: str, judged: Sequence[Judged], *, used: bool) -> None:
    first, rows = judged[0].clearance, [one.clearance for one in judged]
    places = evidence.record_sealed(first.organisation_id, kind, [one.entry for one in judged], at=first.decided_at)
    ids = take_ids("clearance_clearance", len(rows))
    for row, place, number in zip(rows, places, ids, strict=True):
        row.evidence, row.pk, row.used_at = place, number, first.decided_at if used else None
    named = ("person_id", "contact_point_id", "company_key", "verdict", "basis", "law")
    columns = {name: [getattr(row, name) for row in rows] for name in named}
    written = zip(("facts", "findings", "obligations"), zip(*(one.written for one in judged), strict=True), strict=True)
    frame = pl.DataFrame(columns | dict(written)).with_columns(id=ids, evidence=pl.Series(places, dtype=pl.Int64))
    same = ("organisation_id", "channel", "message_type", "question", "offer_code", "decided_at", "used_at")
    insert("clearance_clearance", frame, **{name: getattr(first, name) for name in same})


def _row(contact: Contact, row: tuple[int, int, str | None], situation: Situation) -> Clearance:
    point, person, company = row
    answer = situation.answer
    return Clearance(
        organisation_id=contact.aim.organisation,
        person_id=person,
        contact_point_id=point,
        company_key=company or "",
        channel=contact.channel,
        message_type=contact.message_type,
        question=contact.question,
        offer_code=contact.aim.offer_code,
        verdict=answer["verdict"],
        basis=answer["basis"] or "",
        findings=answer["findings"],
        obligations=answer["obligations"],
        facts=situation.facts,
        law=answer["law"],
        decided_at=contact.at,
    )


def _situations(contact: Contact, gathered: Gathered) -> list[Situation]:
    """The situation of each: people of whom the same is known, and answered, are written down once."""
    answers = decided(contact, gathered)
    facts = gathered.facts.with_columns(answers[CROWD])  # colleagues cleared in the same claim count
    answers = answers.drop(CROWD, "outcome")
    both = facts.hstack(answers)
    lists = [name for name, kind in both.schema.items() if kind == pl.List]
    keys = both.with_columns(pl.col(lists).list.join(" ")).rows()  # codes hold no space
    same, known = as_json(gathered.common), dict[Any, Situation]()
    for place, key in enumerate(keys):
        if key not in known:
            known[key] = _situation(
                contact, same | as_json(facts.row(place, named=True)), answers.row(place, named=True)
            )
    return [known[key] for key in keys]


def _situation(contact: Contact, facts: dict[str, Any], answer: dict[str, Any]) -> Situation:
    told = {
        "channel": contact.channel,
        "message_type": contact.message_type,
        "question": contact.question,
        "offer": contact.aim.offer_code,
        "contact_point": 0,
        "verdict": answer["verdict"],
        "basis": answer["basis"] or "",
        "findings": answer["findings"],
        "facts": facts,
        "law": answer["law"],
    }
    before, after = evidence.canonical(told).split(HOLE, 1)
    written = json.dumps(facts), json.dumps(answer["findings"]), json.dumps(answer["obligations"])
    return Situation(facts, answer, written, before, after)
