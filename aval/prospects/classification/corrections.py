"""What members know better than the rules, put over what the rules said.

A correction is about a title, an address or a company, in the form it was met in, normalised: a title by its words
(`title_subject`), an address by its normal form, a company by its key. It is applied whenever the same thing comes back.
"""

import polars as pl

from aval.prospects.classification.title_words import read_words

ABOUT = ("title", "address", "company")
FIELDS = {
    "title": ("function", "seniority"),
    "address": ("recipient_kind", "address_kind"),
    "company": ("legal_form", "naf", "sector", "sirene_status"),
}
"""What a correction of each kind may set."""
CONFIDENCE = {"title": "function_confidence", "address": "confidence", "company": "legal_form_confidence"}
WHY = {"title": "function_why", "address": "why", "company": "company_why"}


def title_subject(title: str) -> str:
    """A title as corrections know it: `Directrice des Achats` and `directeur achats` are one subject."""
    return " ".join(read_words(title))[:254]


def title_subjects(titles: pl.Series) -> pl.Series:
    """The same, once for each distinct title."""
    distinct = titles.drop_nulls().unique()
    return titles.replace_strict(
        distinct, pl.Series([title_subject(title) for title in distinct], dtype=pl.String), default=None
    )


def apply_corrections(frame: pl.DataFrame, corrections: pl.DataFrame, about: str) -> pl.DataFrame:
    """`frame`, with the corrections `about` titles, addresses or companies put over its columns.

    `frame` holds a column `subject` and the columns of the classification; `corrections` holds `about`, `subject`,
    `field`, `value`. A corrected row is sure (confidence 1) and its whys are `corrected` alone.
    """
    ours = corrections.filter((pl.col("about") == about) & pl.col("field").is_in(FIELDS[about]))
    fields = [field for field in FIELDS[about] if field in frame.columns]
    for field in fields:
        values = ours.filter(pl.col("field") == field).select("subject", pl.col("value").alias(f"its_{field}"))
        frame = frame.join(
            values.unique("subject", keep="last", maintain_order=True), on="subject", how="left", maintain_order="left"
        )
    its = [f"its_{field}" for field in fields]
    corrected = pl.any_horizontal(pl.col(name).is_not_null() for name in its)
    over = [pl.coalesce(f"its_{field}", field).alias(field) for field in fields]
    if CONFIDENCE[about] in frame.columns:
        over.append(pl.when(corrected).then(1.0).otherwise(CONFIDENCE[about]).alias(CONFIDENCE[about]))
    if WHY[about] in frame.columns:
        over.append(pl.when(corrected).then(pl.lit(["corrected"])).otherwise(WHY[about]).alias(WHY[about]))
    return frame.with_columns(over).drop(its)
