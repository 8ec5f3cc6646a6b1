"""May we still hold these people? The question `hold` of the law, asked of everybody, window by window.

The rule that blocks a letter is the rule that purges: the facts are those the gate reads, of the latest collection.
"""

from collections.abc import Iterator
from datetime import date, datetime

import polars as pl
from django.db.models import Max, Min
from django.utils.timezone import localtime

from aval.clearance.reading import UTC, Columns, read
from aval.clearance.relations import relations_of
from aval.clearance.source_facts import source_facts
from aval.law.deciding import decide
from aval.law.expressions import facts_of
from aval.law.facts import VOCABULARY
from aval.law.rulebook import in_force
from aval.prospects.models import ContactPoint, Person, Provenance, Relation

WINDOW = 100_000  # people read at a time
PERSON: Columns = {
    "person": ("id", pl.Int64),
    "informed_at": ("informed_at", UTC),
    "last_contact_from_at": ("last_contact_from_at", UTC),
    "restricted_at": ("restricted_at", UTC),
    "asked_at": ("asked_to_stay_at", UTC),
}
ORIGIN: Columns = {
    "person": ("person_id", pl.Int64),
    "provenance": ("id", pl.Int64),
    "source": ("source_id", pl.Int64),
    "collected_on": ("collected_on", pl.Date),
}
POINT: Columns = {"person": ("person_id", pl.Int64), "kind": ("recipient_kind", pl.String)}


def held(organisation: int, at: datetime) -> Iterator[pl.DataFrame]:
    """The answers: person (id), verdict, outcome, basis, findings, law, and `collected_on`; a frame a window, ids rising."""
    people = Person.objects.of(organisation)
    bounds = people.aggregate(first=Min("pk"), last=Max("pk"))
    if bounds["first"] is None:
        return
    on = localtime(at).date()
    for start in range(bounds["first"], bounds["last"] + 1, WINDOW):
        facts = _facts(organisation, start, start + WINDOW)
        if facts.height:
            bought = Relation.objects.of(organisation).filter(person__gte=start, person__lt=start + WINDOW)
            facts = facts.join(relations_of(bought, on), on="person", how="left", maintain_order="left")
            answers = decide(facts.select(_asked(facts, on)), question="hold", common={"on": on})
            told = answers.frame().with_columns(pl.col("verdict", "outcome").cast(pl.String))
            law = pl.lit(answers.laws[0]).alias("law")
            yield pl.concat([facts.select("person", "collected_on"), told.with_columns(law)], how="horizontal")


def untold(organisation: int, at: datetime) -> pl.DataFrame:
    """Whom we did not collect from, and nobody has told: source (id), collected_on, people, one row a source and day."""
    told = Provenance.objects.of(organisation).filter(person__informed_at__isnull=True)
    parts = []
    bounds = told.aggregate(first=Min("person"), last=Max("person"))
    for start in range(bounds["first"] or 0, (bounds["last"] or -1) + 1, WINDOW):
        facts = _facts(organisation, start, start + WINDOW)
        parts.append(facts.filter(_untold()).group_by("source", "collected_on").agg(people=pl.len()))
    empty = pl.DataFrame(schema={"source": pl.Int64, "collected_on": pl.Date, "people": pl.UInt32})
    return pl.concat([empty, *parts]).group_by("source", "collected_on").agg(pl.col("people").sum())


def untold_people(organisation: int, source: int, collected_on: date) -> list[int]:
    """The people (ids) of one of these rows."""
    theirs = Provenance.objects.of(organisation).filter(source=source, collected_on=collected_on)
    bounds = theirs.aggregate(first=Min("person"), last=Max("person"))
    found: list[int] = []
    for start in range(bounds["first"] or 0, (bounds["last"] or -1) + 1, WINDOW):
        facts = _facts(organisation, start, start + WINDOW)
        here = (pl.col("source") == source) & (pl.col("collected_on") == collected_on)
        found += facts.filter(_untold() & here)["person"].to_list()
    return found


def _untold() -> pl.Expr:
    facts = (("notice_state", "none"), ("collection_mode", "indirect"), ("recipient_kind", "pro_nominative"))
    return pl.all_horizontal(*((pl.col(name).cast(pl.String) == value).fill_null(value=False) for name, value in facts))


def _facts(organisation: int, start: int, end: int) -> pl.DataFrame:
    """What the law asks about the people of these ids; of several collections the latest counts."""
    frame = read(Person.objects.of(organisation).filter(pk__gte=start, pk__lt=end), PERSON).sort("person")
    here = {"person__gte": start, "person__lt": end}
    origins = read(Provenance.objects.of(organisation).filter(**here), ORIGIN)
    latest = origins.sort("collected_on", "provenance").unique("person", keep="last")
    points = read(ContactPoint.objects.of(organisation).filter(**here), POINT)
    legal = points.group_by("person").agg((pl.col("kind") == "generic_legal_person").all().alias("legal"))
    sources = source_facts(organisation, latest["source"].unique().to_list())
    for more, key in ((latest, "person"), (legal, "person"), (sources, "source")):
        frame = frame.join(more, on=key, how="left", maintain_order="left")
    kind = pl.when("legal").then(pl.lit("generic_legal_person")).otherwise(pl.lit("pro_nominative"))
    told = pl.col("informed_at").is_not_null() | pl.col("source_notice_on").is_not_null()
    return frame.with_columns(
        pl.col("restricted_at").is_not_null().alias("restricted"),
        pl.lit(value=False).alias("erased"),
        kind.alias("recipient_kind"),
        pl.col("last_contact_from_at").dt.date().alias("last_contact_from_prospect_on"),
        pl.col("asked_at").dt.date().alias("retention_question_on"),
        pl.when(told).then(pl.lit("delivered")).otherwise(pl.lit("none")).alias("notice_state"),
    )


def _asked(facts: pl.DataFrame, on: date) -> list[pl.Expr]:
    """The facts the question hangs on that day, of those the base knows."""
    asked = {one.name for one in facts_of(*(finding.live for finding in in_force(on).findings("hold")))}
    return [pl.col(name).cast(VOCABULARY[name].dtype) for name in facts.columns if name in asked]
