"""What stands before the @: a service, one person's function, a name, initials, or nothing we can read.

Words come from `local_parts` (ours and a public list), first names from `first_names`. Only the shape is judged here;
who the recipient is depends on the domain and the company (`addresses`).
"""

from functools import cache

import polars as pl

from aval.prospects.classification.reference import first_names, local_parts

SHAPES = (
    "role",
    "role-with-other-word",
    "one-person-function",
    "name-in-role-mailbox",
    "first-name",
    "two-words",
    "initials",
    "unread",
)

INSTITUTIONS = ("mairie", "commune", "ville", "ecole", "college", "lycee", "ccas", "paroisse")
"""What follows these words is the name of a place, not of a person: `mairie.saint-martin`."""


def shape_local_parts(values: pl.Series) -> pl.DataFrame:
    """Each distinct local part (ASCII, lower case, without tag): `local`, its `words`, its `shape` (one of `SHAPES`)."""
    frame = pl.DataFrame({"local": values.unique()}).with_columns(
        key=pl.col("local").str.replace_all(r"[^a-z]", ""), words=pl.col("local").str.extract_all(r"[a-z]+")
    )
    return _count_words(frame).select("local", "words", shape=_shape())


def _count_words(frame: pl.DataFrame) -> pl.DataFrame:
    """How many words of each kind; a word is counted once, as the first kind that knows it."""
    element = pl.element()
    first = element.is_in(_first_names()) & ~element.is_in(_words("known"))
    counts = frame.with_columns(
        role=pl.col("words").list.eval(element.is_in(_words("role"))).list.sum(),
        person=pl.col("words").list.eval(element.is_in(_words("person"))).list.sum(),
        neutral=pl.col("words").list.eval(element.is_in(_words("neutral"))).list.sum(),
        first=pl.col("words").list.eval(first).list.sum(),
        letters=pl.col("words").list.eval(element.str.len_bytes() == 1).list.sum(),
    )
    known = sum((pl.col(name) for name in ("role", "person", "neutral", "first", "letters")), start=pl.lit(0))
    return counts.with_columns(other=pl.col("words").list.len().cast(pl.Int32) - known.cast(pl.Int32))


def _shape() -> pl.Expr:
    role, person, neutral, first, letters, other = (
        pl.col(name) > 0 for name in ("role", "person", "neutral", "first", "letters", "other")
    )
    one_letter_one_word = (pl.col("letters") == 1) & (pl.col("other") == 1) & ~neutral
    of_a_place = pl.col("words").list.first().is_in(INSTITUTIONS)
    word_dot_word = pl.col("local").str.contains(r"^[a-z]{2,}[._-][a-z]{2,}$")
    return (
        pl.when(pl.col("key").is_in(_words("role")))
        .then(pl.lit("role"))
        .when(pl.col("key").is_in(_words("person")) | person)
        .then(pl.lit("one-person-function"))
        .when(of_a_place)
        .then(pl.lit("role"))
        .when(role & first)
        .then(pl.lit("name-in-role-mailbox"))
        .when(role & ~other & ~letters)
        .then(pl.lit("role"))
        .when(role)
        .then(pl.lit("role-with-other-word"))
        .when(first)
        .then(pl.lit("first-name"))
        .when(one_letter_one_word | (word_dot_word & ~neutral))
        .then(pl.lit("two-words"))
        .when(neutral)
        .then(pl.lit("role-with-other-word"))
        .when(pl.col("local").str.contains(r"^[a-z]{2,3}$"))
        .then(pl.lit("initials"))
        .otherwise(pl.lit("unread"))
    )


@cache
def _words(kind: str) -> pl.Series:
    return pl.Series([word for word, its in local_parts().items() if kind in {its, "known"}]).implode()


@cache
def _first_names() -> pl.Series:
    return pl.Series(sorted(first_names())).implode()
