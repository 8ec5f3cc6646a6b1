"""Names as lists write them: civilities, and first and last name in one cell."""

import polars as pl

CIVILITY = (
    r"(?i)^(m\.?|mr\.?|monsieur|mme\.?|madame|mlle\.?|mademoiselle|mrs\.?|ms\.?|miss|dr\.?|docteur|me|maître|pr\.?)$"
)
CIVILITIES = {
    "m": "M.", "mr": "M.", "monsieur": "M.", "mme": "Mme", "madame": "Mme", "mlle": "Mme", "mademoiselle": "Mme", "mrs": "Mme",
    "ms": "Mme", "miss": "Mme", "dr": "Dr", "docteur": "Dr", "me": "Me", "maître": "Me", "pr": "Pr",
}  # fmt: skip


def read_civilities(column: pl.Expr) -> pl.Expr:
    """« Monsieur », « Mr. » are « M. »; what is no civility (a job in the wrong column) is left out."""
    return (
        column.str.to_lowercase().str.strip_chars(". ").replace_strict(CIVILITIES, default=None, return_dtype=pl.String)
    )


def split_names(frame: pl.DataFrame) -> pl.DataFrame:
    """`first_name`, `last_name` and `civility` filled from `full_name` where they say nothing."""
    distinct = frame["full_name"].drop_nulls().unique()
    taken = pl.DataFrame(
        [split_name(name) for name in distinct],
        {"given": pl.String, "family": pl.String, "courtesy": pl.String},
        orient="row",
    ).with_columns(full_name=distinct)
    nobody = pl.col("first_name").is_null() & pl.col("last_name").is_null()
    return (
        frame.join(taken, on="full_name", how="left", maintain_order="left")
        .with_columns(
            first_name=pl.when(nobody).then("given").otherwise("first_name"),
            last_name=pl.when(nobody).then("family").otherwise("last_name"),
            civility=pl.coalesce("civility", "courtesy"),
        )
        .drop("given", "family", "courtesy")
    )


def split_name(name: str) -> tuple[str | None, str | None, str | None]:
    """First name, last name, civility of « Mme Zoé DE LA TOUR », « Dupont, Jean », « Jean Dupont », « DUPONT Jean ».

    Capitals tell the last name; else the first word is the first name.
    """
    last, comma, first = name.partition(",")
    if comma and first.strip():
        words = first.split()
        courtesy = words.pop(0) if words and words[0].lower().strip(".") in CIVILITIES else None
        return " ".join(words) or None, last.strip() or None, courtesy
    words = name.split()
    courtesy = words.pop(0) if len(words) > 1 and words[0].lower().strip(".") in CIVILITIES else None
    loud = [word for word in words if len(word) > 1 and word == word.upper() and word != word.lower()]
    if loud and len(loud) < len(words):
        return " ".join(word for word in words if word not in loud), " ".join(loud), courtesy
    if len(words) < 2:
        return None, " ".join(words) or None, courtesy
    return words[0], " ".join(words[1:]), courtesy
