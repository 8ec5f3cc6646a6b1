"""A screening as a page reads it: its reasons in words, some of its people, narrowed as one asks."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from aval.accounts.models import Organisation
from aval.clearance.models import Screening
from aval.clearance.screening import lines_of
from aval.clearance.wording import Wording, say
from aval.desk.searching import find
from aval.prospects.models import ContactPoint

SIZE = 25


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader looks for: words, a verdict, a reason, from which line, and whom to explain."""

    q: str = ""
    verdict: str = ""
    finding: str = ""
    start: int = 0
    point: int | None = None

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Asked":
        """From a query string; what cannot be read is not asked."""
        number = {name: int(query[name]) for name in ("start", "point") if query.get(name, "").isdecimal()}
        words = {name: query.get(name, "").strip() for name in ("q", "verdict", "finding")}
        return cls(**words, start=number.get("start", 0), point=number.get("point"))

    @property
    def narrowed(self) -> bool:
        """Whether only some are asked for."""
        return bool(self.q or self.verdict or self.finding)


@dataclass(frozen=True, slots=True)
class Line:
    """One person of the list, as decided then."""

    point: ContactPoint | None
    verdict: str
    findings: list[str]


@dataclass(frozen=True, slots=True)
class Shown:
    """The lines on the page, and where the next ones begin (0 at the end)."""

    lines: list[Line]
    found: int
    after: int
    first: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not: how many, in words, and in the worst case a refusal or a question."""

    code: str
    people: int
    wording: Wording


def reasons_of(screening: Screening, language: str) -> list[Reason]:
    """Every reason, the most frequent first."""
    counted = sorted(screening.reasons.items(), key=lambda reason: (-reason[1], reason[0]))
    return [Reason(code, people, say(code, language)) for code, people in counted]


def shown(organisation: Organisation, screening: Screening, asked: Asked) -> Shown:
    """The page of lines asked for, each with its contact point as it is now (None when it was erased since, or is in quarantine)."""
    lines = narrow(organisation, lines_of(screening), asked)
    part = lines.slice(asked.start, SIZE)
    points = ContactPoint.objects.of(organisation).filter(person__quarantined=False).select_related("person__company")
    known = points.in_bulk(part["contact_point"].to_list())
    rows = [
        Line(known.get(row["contact_point"]), row["verdict"], row["findings"] or [])
        for row in part.iter_rows(named=True)
    ]
    end = asked.start + SIZE
    return Shown(rows, lines.height, end if end < lines.height else 0, asked.start == 0)


def narrow(organisation: Organisation, lines: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    """Only the lines asked for."""
    if asked.verdict:
        lines = lines.filter(pl.col("verdict") == asked.verdict)
    if asked.finding:
        lines = lines.filter(pl.col("findings").list.contains(asked.finding))
    if asked.q:
        people = list(find(organisation, asked.q).values_list("pk", flat=True))
        lines = lines.filter(pl.col("person").is_in(people))
    return lines
