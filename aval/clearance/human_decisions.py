"""What a named member settled: a finding answered for one address, or for everybody of a title."""

from typing import TYPE_CHECKING

import polars as pl

from aval.clearance.models import HumanDecision
from aval.clearance.reading import Columns, near, read
from aval.prospects.models import Person

if TYPE_CHECKING:
    from aval.clearance.gathering import Contact

TITLE: Columns = {"person": ("id", pl.Int64), "title": ("title", pl.String)}
DECISION: Columns = {
    "decision": ("id", pl.Int64),
    "contact_point": ("contact_point_id", pl.Int64),
    "title_key": ("title_key", pl.String),
    "finding": ("finding", pl.String),
    "allow": ("allow", pl.Boolean),
}


def human_decisions(contact: "Contact", frame: pl.DataFrame) -> pl.DataFrame:
    """settled, declined: the findings a named member answered, for this contact point or for everybody of this title."""
    decisions = HumanDecision.objects.of(contact.aim.organisation).filter(offer_code=contact.aim.offer_code)
    kept = read(decisions, DECISION).sort("decision")
    points = frame.select("contact_point")
    if kept.is_empty():
        empty = pl.lit(None, pl.List(pl.String))
        return points.with_columns(settled=empty, declined=empty)
    by_point = kept.select("contact_point", "finding", "allow").drop_nulls().join(points, on="contact_point")
    by_title = kept.filter(pl.col("contact_point").is_null() & (pl.col("title_key") != ""))
    if by_title.height:
        titles = read(near(Person.objects.all(), frame["person"]), TITLE)
        titled = frame.join(titles, on="person").select("contact_point", title_key=title_key(pl.col("title")))
        named = titled.join(by_title.drop("contact_point"), on="title_key").select(by_point.columns)
        by_point = pl.concat([named, by_point])
    last = by_point.unique(subset=["contact_point", "finding"], keep="last", maintain_order=True)
    return last.group_by("contact_point").agg(
        pl.col("finding").filter(pl.col("allow")).alias("settled"),
        pl.col("finding").filter(~pl.col("allow")).alias("declined"),
    )


def title_key(title: pl.Expr) -> pl.Expr:
    """How titles are compared when a decision about one serves the others: case and spaces apart."""
    return title.str.strip_chars().str.to_lowercase().str.replace_all(r"\s+", " ")


def title_key_of(title: str) -> str:
    """The same for one title."""
    return " ".join(title.split()).lower()
