"""Companies as the register writes them: SIREN, legal form, NAF code, sector, diffusion status.

A sector is a section letter of NAF rev. 2 (A to U), whichever revision a code is of: from J on, NAF 2025 gives the
same letters to other sections, and an offer must mean one thing by its sectors.
"""

import re
from collections.abc import Callable
from functools import cache

import polars as pl

from aval.prospects.classification.folding import fold
from aval.prospects.classification.reference import rows

NATURAL_PERSONS = ("1000", "2110", "2210", "2310", "2385")
"""Legal forms behind which stand people and no legal person: sole traders, undivided estates, partnerships in fact."""

FIELDS = ("siren", "legal_form", "naf", "sirene_status")
UNREAD = {
    "siren": "siren-invalid",
    "legal_form": "legal-form-unread",
    "naf": "naf-unread",
    "sirene_status": "status-unread",
}
AT_AN_END = frozenset(
    [
        "sas",
        "sasu",
        "sarl",
        "eurl",
        "selarl",
        "selas",
        "selafa",
        "snc",
        "sca",
        "scop",
        "scic",
        "sci",
        "sccv",
        "scp",
        "scm",
        "scea",
        "earl",
        "gaec",
        "gie",
        "cuma",
        "eirl",
        "gmbh",
        "ltd",
        "bv",
        "srl",
        "llc",
        "inc",
    ]
)
AT_THE_END = frozenset(("sa", "ei"))
FIRST_WORDS = {
    "mairie": "7210",
    "commune de": "7210",
    "ville de": "7210",
    "departement de": "7220",
    "conseil departemental": "7220",
    "conseil regional": "7230",
    "region": "7230",
    "communaute de communes": "7346",
    "communaute d agglomeration": "7348",
    "communaute urbaine": "7343",
    "syndicat mixte": "7355",
    "syndicat intercommunal": "7353",
    "ccas": "7361",
    "sdis": "7372",
    "centre hospitalier": "7364",
    "universite de": "7383",
    "chambre de commerce": "7381",
    "association": "9220",
    "fondation": "9300",
    "mutuelle": "8210",
}


def classify_companies(frame: pl.DataFrame) -> pl.DataFrame:
    """One row a row of `frame`, from its columns `siren`, `legal_form`, `naf`, `sirene_status` and `name`, each optional.

    Gives `siren` (9 digits, valid), `legal_form` (4 digits), `naf` (`62.01Z`), `naf_revision` (`rev2`, `2025`),
    `sector` (A to U), `sirene_status` (`O`, `P`), all null when unknown, `legal_form_confidence` (0 to 1: 1 when it was
    given, 0.7 when read in the name) and `company_why` (list of codes: what was given and could not be read, what was inferred).
    """
    given = frame.select(
        pl.col(name).cast(pl.String).replace("", None) if name in frame.columns else pl.lit(None, pl.String).alias(name)
        for name in (*FIELDS, "name")
    )
    read = given.select(
        siren=read_siren(pl.col("siren")),
        legal_form=once_each(given["legal_form"], legal_form_code),
        form_in_name=once_each(given["name"], legal_form_in_name),
        naf=once_each(given["naf"], naf_code),
        sirene_status=once_each(given["sirene_status"], diffusion_status),
    )
    unread = [
        pl.when(given[name].is_not_null() & read[name].is_null()).then(pl.lit(code)) for name, code in UNREAD.items()
    ]
    inferred = pl.col("legal_form").is_null() & pl.col("form_in_name").is_not_null()
    revision = pl.col("naf").replace_strict(naf_codes(), default=None)
    return read.select(
        "siren",
        pl.coalesce("legal_form", "form_in_name").alias("legal_form"),
        "naf",
        "sirene_status",
        naf_revision=revision,
        sector=pl.col("naf").str.head(2).replace_strict(sections(), default=None),
        legal_form_confidence=pl.when(inferred)
        .then(0.7)
        .otherwise(pl.col("legal_form").is_not_null().cast(pl.Float64)),
        company_why=pl.concat_list(
            *unread,
            pl.when(inferred).then(pl.lit("legal-form-from-name")),
            pl.when(pl.col("naf").is_not_null() & revision.is_null()).then(pl.lit("naf-unlisted")),
        ).list.drop_nulls(),
    )


def once_each(values: pl.Series, read: Callable[[str], str | None]) -> pl.Series:
    """`read` applied once to each distinct value of a column of texts."""
    distinct = values.drop_nulls().unique()
    return values.replace_strict(
        distinct, pl.Series([read(value) for value in distinct], dtype=pl.String), default=None
    )


def read_siren(column: pl.Expr) -> pl.Expr:
    """A SIREN of nine digits whose Luhn key is right, else null. Spaces are welcome; a SIRET gives its SIREN."""
    digits = column.str.replace_all(r"[^0-9]", "")
    nine = pl.when(digits.str.contains(r"^(?:\d{9}|\d{14})$")).then(digits.str.head(9))
    number, total = nine.cast(pl.Int64), pl.lit(0)
    for place in range(9):
        value = number // 10**place % 10 * (place % 2 + 1)
        total += value // 10 + value % 10
    return pl.when((total % 10 == 0) & (number > 0)).then(nine)


def legal_form_code(value: str) -> str | None:
    """The four digits of a legal form given as code or as name: `SASU`, `5710`, `Micro-entreprise`."""
    text = fold(value)
    if text.isdigit() or re.fullmatch(r"\d+ 0", text):
        digits = text.split()[0]
        return next((code for code in sorted(official_forms()) if code.startswith(digits)), None)
    if code := form_names().get(text):
        return code
    first = text.split(" ")[0] if text else ""
    return form_names().get(first) if first in AT_AN_END | AT_THE_END else None


def legal_form_in_name(value: str) -> str | None:
    """The legal form a company's name says: `Durand SARL`, `SAS Durand`, `Mairie de Vaux`."""
    text = fold(value)
    words = text.split()
    if not words:
        return None
    for end in (words[-1], words[0]):
        if end in AT_AN_END and len(words) > 1:
            return form_names()[end]
    if words[-1] in AT_THE_END and len(words) > 1:
        return form_names()[words[-1]]
    return next((code for start, code in FIRST_WORDS.items() if f"{text} ".startswith(f"{start} ")), None)


def naf_code(value: str) -> str | None:
    """A NAF code of either revision, with its dot: `6201Z` is `62.01Z`. The division must exist."""
    code = re.fullmatch(r"(\d{2})\.?(\d{2})\.?([A-Z])", value.replace(" ", "").upper())
    return f"{code[1]}.{code[2]}{code[3]}" if code and code[1] in sections() else None


def diffusion_status(value: str) -> str | None:
    """`O` or `P`. The N of before March 2023 and the masks of partial diffusion are P."""
    text = fold(value)
    if text in {"o", "oui", "diffusible", "diffusee", "totale"}:
        return "O"
    return "P" if text in {"p", "n", "nd", "non", "partielle", "partiellement diffusible", "non diffusible"} else None


@cache
def naf_codes() -> dict[str, str]:
    """Each NAF code and its revision; a code of both is of rev. 2."""
    return {row["code"]: row["revision"] for row in reversed(rows("naf.csv"))}


@cache
def sections() -> dict[str, str]:
    """The section letter (rev. 2) of each division."""
    return {row["division"]: row["section"] for row in rows("naf_divisions.csv")}


@cache
def section_names(language: str) -> dict[str, str]:
    """The name of each section, `fr` or `en`."""
    return {row["section"]: row[language] for row in rows("naf_sections.csv")}


@cache
def official_forms() -> dict[str, str]:
    """Each legal form of Insee (level III) and its name."""
    return {row["code"]: row["label"] for row in rows("legal_forms.csv")}


@cache
def form_names() -> dict[str, str]:
    """Names of legal forms, folded, to their code: Insee's own, and those people use."""
    usual = {row["name"]: row["code"] for row in rows("legal_form_names.csv")}
    return {fold(label): code for code, label in official_forms().items()} | usual
