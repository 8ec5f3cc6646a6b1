"""People who come one by one: what they typed themselves, or a member about them, through the same mill as a list.

A stranger may type anybody's address: until its holder showed that it was she, what is typed beside a known address
changes nothing of the person who has it, and a name alone is never taken for somebody known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from django.db import transaction
from django.utils.timezone import localdate

from aval.prospects.describing import classify, fingerprint_lines, set_services_apart
from aval.prospects.lines import read_cells
from aval.prospects.matching import RECOGNISED, gather, recognise, same_people
from aval.prospects.merging import merge_people
from aval.prospects.models import Source
from aval.prospects.reading import Batch
from aval.prospects.running import read_corrections, take_turn
from aval.prospects.storing import Target, store

COLUMNS = (
    "email",
    "first_name",
    "last_name",
    "company",
    "siren",
    "title",
    "phone",
    "mobile",
    "language",
    "collected_on",
)
ABOUT = ("civility", "first_name", "last_name", "identity", "title", "function", "seniority", "function_confidence", "company",
         "company_key", "phone_normal", "phone_print", "mobile_normal", "mobile_print")  # fmt: skip
NUMBERS = ("phone_normal", "phone_print", "mobile_normal", "mobile_print")


@dataclass(frozen=True, slots=True)
class Entry:
    """What was typed: field → text, the day it was given, and whether whoever typed it can be believed about her."""

    fields: Mapping[str, str]
    given_on: date
    believed: bool


@dataclass(frozen=True, slots=True)
class Entered:
    """Who it is (id), `created` when nobody knew her; or `refused`, the code of why nothing came in."""

    person: int | None
    created: bool = False
    refused: str = ""


@transaction.atomic
def enter(source: Source, entries: Sequence[Entry], *, at: datetime) -> list[Entered]:
    """Bring people in from this source, in order. Who said stop comes in too: she came herself, and the gate still stops us."""
    take_turn(source.organisation_id)
    lines = _read(source, entries, at)
    good = lines.filter(pl.col("refused_reason").is_null())
    found = {row: Entered(None, refused=reason) for row, reason in _refused(lines)}
    if good.height:
        target = Target(source.organisation_id, source.pk, None, at, localdate(at), source.collected_on)
        outcomes = store(target, gather(_recognised(target, good, at)))
        for row, outcome, person in outcomes.select("row", "outcome", "person").iter_rows():
            found[row] = Entered(person, outcome == "created")
    return [found[row] for row in range(len(entries))]


def _read(source: Source, entries: Sequence[Entry], at: datetime) -> pl.DataFrame:
    rows = [
        [entry.given_on.isoformat() if name == "collected_on" else entry.fields.get(name, "") for name in COLUMNS]
        for entry in entries
    ]
    batch = Batch(last=len(rows), lines=list(range(1, len(rows) + 1)), rows=rows)
    corrections = read_corrections(source.organisation_id)
    cells = read_cells(batch, COLUMNS, {name: name for name in COLUMNS}, localdate(at), corrections)
    lines = classify(fingerprint_lines(cells), corrections)
    return lines.with_columns(believed=pl.Series([entry.believed for entry in entries], dtype=pl.Boolean))


def _refused(lines: pl.DataFrame) -> list[tuple[int, str]]:
    wrong = lines.filter(pl.col("refused_reason").is_not_null())
    return [(row, reason) for row, reason in wrong.select("row", "refused_reason").iter_rows()]


def _recognised(target: Target, good: pl.DataFrame, at: datetime) -> pl.DataFrame:
    """Who is known; what a stranger typed is cut down to what may be believed of it."""
    good = set_services_apart(recognise(good, target.organisation))
    pairs = same_people(good.filter("believed"))
    if not pairs.is_empty():
        merge_people(target.organisation, pairs, at)
        good = recognise(good.drop(RECOGNISED), target.organisation)
    stranger, known = ~pl.col("believed"), pl.col("by_address").is_not_null()
    cut = [pl.when(~(stranger & known)).then(pl.col(name)).alias(name) for name in ABOUT]
    alone = [pl.when(~stranger).then(pl.col(name)).alias(name) for name in ("identity", "by_identity")]
    return good.with_columns(cut).with_columns(alone)
