"""A screening handed out: one line a person, with what a spreadsheet needs and cannot be tricked by."""

from collections.abc import Iterable, Iterator
from typing import IO

import polars as pl
from django.db.models import QuerySet

from aval.clearance.models import Screening
from aval.clearance.reading import Columns, near, read
from aval.clearance.screening import lines_of
from aval.clearance.wording import say
from aval.prospects.models import ContactPoint

PAGE = 20_000  # people read at a time
COLUMNS: Columns = {
    "contact_point": ("id", pl.Int64),
    "address": ("value", pl.String),
    "first_name": ("person__first_name", pl.String),
    "last_name": ("person__last_name", pl.String),
    "title": ("person__title", pl.String),
    "function": ("person__function", pl.String),
    "company": ("person__company__name", pl.String),
    "siren": ("person__company__siren", pl.String),
}
EXPORTED = (*(name for name in COLUMNS if name != "contact_point"), "verdict", "why")
RUNS_IN_A_SPREADSHEET = r"^[=+\-@\t\r]"


def people_of(screening: Screening, language: str) -> Iterator[pl.DataFrame]:
    """The people of a screening, page by page: who they are now, the verdict kept, why and what would unlock, in words.

    Somebody erased since, or in quarantine, keeps her line, empty: the counts stay true.
    """
    lines = lines_of(screening)
    spoken = {code: say(code, language) for code in screening.reasons}
    labels = {code: wording.label for code, wording in spoken.items()}
    unlocks = {code: wording.unlock for code, wording in spoken.items()}
    for start in range(0, lines.height, PAGE):
        part = lines.slice(start, PAGE)
        points = near(_in_sight(screening.organisation_id), part["contact_point"])
        yield part.join(read(points, COLUMNS), on="contact_point", how="left", maintain_order="left").select(
            "person",
            *(name for name in COLUMNS if name != "contact_point"),
            "verdict",
            pl.col("findings").list.join(" ").alias("findings"),
            joined("findings", labels).alias("why"),
            joined("findings", unlocks).alias("unlock"),
        )


def _in_sight(organisation: int) -> QuerySet[ContactPoint]:
    return ContactPoint.objects.of(organisation).filter(person__quarantined=False)


def joined(name: str, words: dict[str, str]) -> pl.Expr:
    """A column of codes, in words."""
    return pl.col(name).list.eval(pl.element().replace(words)).list.join(" ; ")


def write_csv(pages: Iterable[pl.DataFrame], file: IO[str]) -> None:
    """Semicolons, a header, and no cell that a spreadsheet would run."""
    first = True
    for page in pages:
        text = pl.col(pl.String)
        safe = page.with_columns(text.str.replace(RUNS_IN_A_SPREADSHEET, "'${0}"))
        file.write(safe.write_csv(separator=";", include_header=first))
        first = False
