"""What two days answer differently about the people of a base, and why: a coming law tried before its day.

Everybody is read twice, as if on each day; and, where the law changes between them, once more as on the first day under
the law of the second. What that alone changes is the law's doing; the rest is the passing of time (a period that ends,
a policy that starts). The base is as it is now: nothing is known of what it will be. Nothing is written.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import polars as pl

from aval.clearance.aims import Aim
from aval.clearance.deciding import Crowd, decided
from aval.clearance.exporting import COLUMNS, joined
from aval.clearance.gathering import Contact, Gathered, gather
from aval.clearance.reading import near, read
from aval.clearance.windows import windows
from aval.clearance.wording import say
from aval.law.parameters import era
from aval.prospects.models import ContactPoint, Source

BOTH = ["before", "after"]


@dataclass(slots=True)
class Change:
    """Those whose verdict went from one to another, or kept it for other reasons. Findings are counted by code."""

    people: int = 0
    by_law: int = 0
    appears: Counter[str] = field(default_factory=Counter)
    goes: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Foresight:
    """What two days change: filled window by window. `changes`: (verdict before, verdict after) -> whom, why."""

    people: int = 0
    changes: dict[tuple[str, str], Change] = field(default_factory=dict)

    @property
    def touched(self) -> int:
        return sum(change.people for change in self.changes.values())

    @property
    def by_law(self) -> int:
        return sum(change.by_law for change in self.changes.values())


def foresee(
    *, aim: Aim, channel: str, source: Source | None, before: datetime, after: datetime, into: Foresight
) -> Iterator[pl.DataFrame]:
    """Those whom two days answer differently, window by window, counted in `into` as they come.

    contact_point, person (ids), before, after (verdicts), by_law, appears, goes (lists of codes).
    """
    first, second = (
        Contact(aim=aim, channel=channel, message_type="prospecting", at=at, message={}) for at in (before, after)
    )
    same_law = era(before.date()) == era(after.date())
    crowds = Crowd(), Crowd(), Crowd()
    for window in windows(aim.organisation, channel, source):
        now, then = gather(first, window), gather(second, window)
        old = _answers(first, now, crowds[0])
        new = _answers(second, then, crowds[1])
        tried = old if same_law else _answers(first, now, crowds[2], after)
        both = (
            now.rows.select("contact_point", "person")
            .with_columns(old.rename("old"), tried.rename("tried"))
            .join(then.rows.select("contact_point").with_columns(new.rename("new")), on="contact_point")
        )
        into.people += both.height
        touched = _compared(both)
        _count(touched, into)
        if touched.height:
            yield touched


def _answers(contact: Contact, gathered: Gathered, crowd: Crowd, law: datetime | None = None) -> pl.Series:
    """verdict and findings of each, as one column of structs."""
    answers = decided(contact, gathered, crowd=crowd, law=law.date() if law else None)
    return answers.select(pl.struct("verdict", "findings")).to_series()


def _compared(both: pl.DataFrame) -> pl.DataFrame:
    """Those whose verdict or reasons differ."""
    old, new = (pl.col(name).struct.field("findings") for name in ("old", "new"))
    return both.filter(pl.col("old") != pl.col("new")).select(
        "contact_point",
        "person",
        pl.col("old").struct.field("verdict").alias("before"),
        pl.col("new").struct.field("verdict").alias("after"),
        (pl.col("tried") != pl.col("old")).alias("by_law"),
        new.list.set_difference(old).alias("appears"),
        old.list.set_difference(new).alias("goes"),
    )


def _count(touched: pl.DataFrame, into: Foresight) -> None:
    for (before, after), part in touched.group_by(BOTH):
        change = into.changes.setdefault((str(before), str(after)), Change())
        change.people += part.height
        change.by_law += int(part["by_law"].sum())
        for counted, name in ((change.appears, "appears"), (change.goes, "goes")):
            codes = part[name].explode().drop_nulls().value_counts()
            counted.update(dict(codes.iter_rows()))


def named(organisation: int, touched: pl.DataFrame, language: str) -> pl.DataFrame:
    """The same people with what a person reads: address, name, company, and reasons in words."""
    codes = [*touched["appears"].explode().drop_nulls().unique(), *touched["goes"].explode().drop_nulls().unique()]
    labels = {code: say(code, language).label for code in codes}
    points = near(ContactPoint.objects.of(organisation), touched["contact_point"])
    return touched.join(read(points, COLUMNS), on="contact_point", how="left", maintain_order="left").select(
        "person",
        *(name for name in COLUMNS if name != "contact_point"),
        *BOTH,
        "by_law",
        joined("appears", labels),
        joined("goes", labels),
    )


def tell(found: Foresight, language: str = "fr") -> dict[str, Any]:
    """The counts as JSON, the widest change first, each reason with its article."""
    widest = sorted(found.changes.items(), key=lambda pair: (-pair[1].people, pair[0]))
    return {
        "people": found.people,
        "touched": found.touched,
        "by_law": found.by_law,
        "changes": [
            {
                "before": before,
                "after": after,
                "people": change.people,
                "by_law": change.by_law,
                "appears": _said(change.appears, language),
                "goes": _said(change.goes, language),
            }
            for (before, after), change in widest
        ],
    }


def _said(codes: Counter[str], language: str) -> list[dict[str, Any]]:
    widest = sorted(codes.items(), key=lambda pair: (-pair[1], pair[0]))
    said = ((code, people, say(code, language)) for code, people in widest)
    return [{"code": code, "people": people, "label": one.label, "article": one.article} for code, people, one in said]
