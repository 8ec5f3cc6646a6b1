"""Does an address hold somebody's name? The name of the row, or a name known in the company.

Fillers met where names should be (`Service` `Achats`) are not names.
"""

import polars as pl

from aval.prospects.classification.folding import joined
from aval.prospects.classification.reference import first_names, local_parts

PARTICLES = ("de", "du", "la", "le", "les", "des", "van", "von", "el", "al", "ben", "da", "di", "dos", "mr", "mme", "m")


SIGNS = (
    "name_matches",
    "known_name",
    "initials_match",
    "is_company_name",
    "company_bears_name",
    "domain_bears_name",
    "company_is_a_name",
    "person_given",
)


def matches(rows: pl.DataFrame) -> list[pl.Series]:
    """The booleans `SIGNS`, from `first_name`, `last_name`, `company` (folded), `domain`, `local`, `words`, `shape`
    and `known` (list of names, optional)."""
    known = pl.col("known") if "known" in rows.columns else pl.lit(None, pl.List(pl.String))
    read = rows.select(
        "words",
        "shape",
        known.alias("known"),
        first=joined(pl.col("first_name")),
        last=joined(pl.col("last_name")),
        parts=pl.concat_str("first_name", "last_name", separator=" ").str.split(" "),
        letters=pl.col("local").str.replace_all(r"[^a-z]", "").fill_null(""),
        label=pl.col("domain").str.extract(r"^([^.]+)").str.replace_all(r"[^a-z0-9]", "").fill_null(""),
        company=joined(pl.col("company")),
        company_words=pl.col("company").str.split(" "),
    )
    read = read.with_columns(filler=_is_filler()).with_columns(
        first=pl.when("filler").then(pl.lit("")).otherwise("first"),
        last=pl.when("filler").then(pl.lit("")).otherwise("last"),
        parts=pl.when(~pl.col("filler")).then(_long_enough(pl.col("parts"))).otherwise(pl.lit([], pl.List(pl.String))),
    )
    return read.select(_signs()).get_columns()


def _signs() -> list[pl.Expr]:
    first, last, letters = pl.col("first"), pl.col("last"), pl.col("letters")
    both = (first != "") & (last != "")
    initial, last_initial = first.str.head(1), last.str.head(1)
    spelled = [first + last, last + first, initial + last, last + initial, first + last_initial]
    written = both & pl.any_horizontal(letters == spelling for spelling in spelled)
    within = (
        (last.str.len_bytes() >= 4)
        & letters.str.contains(last, literal=True)
        & ~pl.col("shape").is_in(["role", "one-person-function"])
    )
    known = pl.col("words").list.set_intersection(pl.col("known")).list.len() > 0
    company, label = pl.col("company"), pl.col("label")
    two_words = pl.col("company_words").list.len().is_between(2, 3)
    signs = {
        "name_matches": (pl.col("words").list.set_intersection(pl.col("parts")).list.len() > 0)
        | written
        | within
        | known,
        "known_name": known,
        "initials_match": both & (letters == initial + last_initial),
        "is_company_name": (letters.str.len_bytes() >= 3) & ((letters == company) | (letters == label)),
        "company_bears_name": both
        & company.str.contains(first, literal=True)
        & company.str.contains(last, literal=True),
        "domain_bears_name": both & ((label == first + last) | (label == last + first)),
        "company_is_a_name": two_words & pl.col("company_words").list.first().is_in(_first_names()),
        "person_given": (first != "") | (last != ""),
    }
    return [sign.fill_null(value=False).alias(name) for name, sign in signs.items()]


def _is_filler() -> pl.Expr:
    """Both cells hold words of services, or one does and the other is empty."""
    words = pl.Series([word for word, kind in local_parts().items() if kind != "person" and len(word) > 1]).implode()
    return (pl.col("first").is_in(words) | (pl.col("first") == "")) & (
        pl.col("last").is_in(words) | (pl.col("last") == "")
    )


def _long_enough(parts: pl.Expr) -> pl.Expr:
    element = pl.element()
    return parts.list.eval(element.filter((element.str.len_bytes() >= 2) & ~element.is_in(PARTICLES)))


def _first_names() -> pl.Series:
    return pl.Series(sorted(first_names())).implode()
