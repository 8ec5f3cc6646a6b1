"""Decisions a program asked for, kept: one row a call, one entry of evidence, each line found again by its number.

The entry commits to the digest of everything that was answered: a call of ten thousand lines costs one leaf.
"""

import hashlib
import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import polars as pl
from django.db import transaction

from aval import evidence
from aval.accounts.models import Organisation, Token
from aval.clearance.answering import Answered
from aval.clearance.asking import Asked
from aval.clearance.models import Asking
from aval.evidence.canonical import canonical
from aval.law.facts import as_json
from aval.law.reasons import Decision
from aval.prospects.bulk import insert

NUMBER = re.compile(r"(\d{1,15})-(\d{1,9})")


def number_of(asking: Asking, place: int) -> str:
    """How one decision is called: that of the call, that of the line."""
    return f"{asking.pk}-{place}"


def keep_people(organisation: Organisation, asked: Asked, *, token: Token | None, at: datetime) -> Asking:
    """Keep what was answered about people of the base, and whom each line is about."""
    lines = asked.lines.with_columns(question=pl.lit(asked.contact.question)).drop("person", "refusal")
    told = [
        _told(one) | ({} if place < asked.known else {"stranger": True}) for place, one in enumerate(asked.decisions)
    ]
    row = Asking(
        organisation=organisation,
        token=token,
        channel=asked.contact.channel,
        offer_code=asked.contact.aim.offer_code,
        facts=as_json(asked.common),
        decisions=told,
        asked_at=at,
    )
    about = asked.lines.with_row_index("place").select("place", person_id="person").drop_nulls()
    return _keep(row, lines, about)


def keep_lines(
    organisation: Organisation, answered: Sequence[Answered], count: int, *, token: Token | None, at: datetime
) -> Asking:
    """Keep what was answered about facts given; a line without answer keeps its place."""
    told: list[dict[str, Any]] = []
    parts = []
    for one in answered:
        whose = (one.decided.whose + len(told)).cast(pl.UInt32)
        said = one.facts.select(pl.lit(one.question).alias("question"), *one.facts.columns)
        parts.append(said.insert_column(0, one.places.alias("place")).insert_column(1, whose.alias("decision")))
        told += [_told(decision) for decision in one.decided.decisions]
    places = pl.DataFrame({"place": pl.int_range(count, dtype=pl.UInt32(), eager=True)})
    lines = pl.concat(parts, how="diagonal") if parts else places.with_columns(decision=pl.lit(None, pl.UInt32))
    everyone = places.join(lines, on="place", how="left", maintain_order="left").drop("place")
    return _keep(Asking(organisation=organisation, token=token, decisions=told, asked_at=at), everyone, None)


@transaction.atomic
def _keep(row: Asking, lines: pl.DataFrame, about: pl.DataFrame | None) -> Asking:
    packed = io.BytesIO()
    words = [name for name, kind in lines.schema.items() if isinstance(kind, pl.Enum)]
    said = [name for name in lines.columns if lines[name].null_count() < lines.height]
    lines.select(said).cast({name: pl.String for name in words if name in said}).write_parquet(packed)
    row.lines = packed.getvalue()
    row.evidence = evidence.record(row.organisation_id, "decision:asked", proof_of(row, lines.height), at=row.asked_at)
    row.save(force_insert=True)
    if about is not None:
        insert("clearance_askedabout", about, asking_id=row.pk, organisation_id=row.organisation_id)
    return row


def proof_of(row: Asking, count: int) -> dict[str, object]:
    """What the ledger says of an asking: how many lines, for what, and the digest of every answer and its facts."""
    return {
        "channel": row.channel,
        "offer": row.offer_code,
        "token": row.token_id,
        "count": count,
        "decisions": _digest(canonical({"facts": row.facts, "decisions": row.decisions}).encode()),
        "lines": _digest(bytes(row.lines)),
    }


def _digest(said: bytes) -> str:
    return hashlib.sha256(said).hexdigest()


def lines_of(row: Asking) -> pl.DataFrame:
    """The lines kept, in order."""
    return pl.read_parquet(io.BytesIO(bytes(row.lines)))


def _told(decision: Decision) -> dict[str, Any]:
    return {
        "verdict": decision.verdict,
        "basis": decision.basis or "",
        "findings": list(dict.fromkeys(reason.code for reason in decision.reasons)),
        "obligations": list(decision.obligations),
        "law": decision.law,
    }
