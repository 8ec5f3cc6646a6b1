"""The gate for one claim: read the facts of the minute, ask the law, write every decision down, grant or refuse."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import polars as pl
from django.db.models import Q

from aval import evidence
from aval.clearance.aims import Aim
from aval.clearance.deciding import CROWD, decided
from aval.clearance.gathering import Contact, gather
from aval.clearance.models import Clearance, Verdict
from aval.clearance.reading import listed
from aval.law.facts import as_json
from aval.prospects.bulk import read_by_keys


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
    theirs = "prospects_contactpoint c ON c.id = k.value AND c.organisation_id = %s"
    people = read_by_keys("c.person_id", theirs, pl.Series(points), [aim.organisation], {"person": pl.Int64})
    gathered = gather(contact, Q(source=source, person__in=listed(people["person"])), points)
    if gathered.rows.is_empty():
        return {}
    answers = decided(contact, gathered)
    same = as_json(gathered.common)
    kept = []
    for row, facts, answer in zip(
        gathered.rows.iter_rows(named=True),
        gathered.facts.iter_rows(named=True),
        answers.iter_rows(named=True),
        strict=True,
    ):
        asked = {**facts, CROWD: answer[CROWD]}  # colleagues cleared in the same claim count
        known = as_json(asked)
        kept.append(
            Clearance(
                organisation_id=aim.organisation,
                person_id=row["person"],
                contact_point_id=row["contact_point"],
                company_key=row["company_key"] or "",
                channel=channel,
                message_type=message_type,
                question=contact.question,
                offer_code=aim.offer_code,
                verdict=answer["verdict"],
                basis=answer["basis"] or "",
                findings=answer["findings"],
                obligations=answer["obligations"],
                facts=same | known,
                law=answer["law"],
                decided_at=at,
            )
        )
    _prove(aim.organisation, kept, at)
    return {row.contact_point_id: row for row in Clearance.objects.bulk_create(kept) if row.contact_point_id}


def _prove(organisation: int, kept: Sequence[Clearance], at: datetime) -> None:
    """One entry a decision: a refusal is as well recorded as a grant."""
    granted = [row for row in kept if row.verdict == Verdict.ALLOW]
    refused = [row for row in kept if row.verdict != Verdict.ALLOW]
    for kind, rows in (("decision:contact:granted", granted), ("decision:contact:refused", refused)):
        places = evidence.record_many(
            organisation, kind, [(_told(row), f"person:{row.person_id}") for row in rows], at=at
        )
        for row, place in zip(rows, places, strict=True):
            row.evidence = place


def _told(row: Clearance) -> dict[str, object]:
    return {
        "channel": row.channel,
        "message_type": row.message_type,
        "question": row.question,
        "offer": row.offer_code,
        "contact_point": row.contact_point_id,
        "verdict": row.verdict,
        "basis": row.basis,
        "findings": row.findings,
        "facts": row.facts,
        "law": row.law,
    }
