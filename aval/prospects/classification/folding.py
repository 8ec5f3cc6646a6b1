"""Texts compared without case, accent or punctuation: `Élodie D’Arc` and `elodie d'arc` are one."""

import unicodedata

import polars as pl

LIGATURES = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"}


def fold(text: str) -> str:
    """One text in lower case, without accents, its runs of anything but letters and digits made one space."""
    text = text.lower()
    for ligature, letters in LIGATURES.items():
        text = text.replace(ligature, letters)
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isascii() and c.isalnum() else " " for c in bare).split())


def folded(values: pl.Series) -> pl.Series:
    """The same as `fold` for a column; a value met twice is folded once."""
    text = pl.col("raw").str.to_lowercase().str.replace_many(list(LIGATURES), list(LIGATURES.values()))
    bare = text.str.normalize("NFKD").str.replace_all(r"\p{M}", "")
    once = pl.DataFrame({"raw": values.unique()}).with_columns(
        folded=bare.str.replace_all(r"[^a-z0-9]+", " ").str.strip_chars()
    )
    return pl.DataFrame({"raw": values}).join(once, on="raw", how="left", maintain_order="left")["folded"]


def joined(column: pl.Expr) -> pl.Expr:
    """Words of a folded column run together: `jean pierre` is `jeanpierre`."""
    return column.str.replace_all(" ", "", literal=True)
