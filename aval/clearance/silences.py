"""What she said and nobody has settled yet: a possible refusal, an answer unread, an absence and its end."""

import polars as pl

from aval.clearance.reading import Columns, near, read
from aval.prospects.models import Silence
from aval.prospects.silences import kept_silences

KEPT: Columns = {
    "person": ("person_id", pl.Int64),
    "why": ("why", pl.String),
    "until_on": ("until_on", pl.Date),
}


def silence_facts(organisation: int, people: pl.Series) -> pl.DataFrame:
    """refusal_in_doubt, answer_waiting, away_until: one row a person towards whom we keep silent."""
    rows = near(kept_silences(Silence.objects.of(organisation)), people, "person")
    return (
        read(rows, KEPT)
        .group_by("person")
        .agg(
            (pl.col("why") == Silence.Why.DOUBT).any().alias("refusal_in_doubt"),
            (pl.col("why") == Silence.Why.ANSWER).any().alias("answer_waiting"),
            pl.col("until_on").max().alias("away_until"),
        )
    )
