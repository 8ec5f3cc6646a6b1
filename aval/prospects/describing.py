"""Who the lines are about: classified, and given the keys by which a company, a person or an address is met again."""

import polars as pl

from aval.prospects.classification import classify_addresses, classify_companies
from aval.prospects.classification.corrections import apply_corrections, title_subjects
from aval.prospects.classification.folding import folded
from aval.prospects.classification.titles import classify_titles
from aval.prospects.fingerprints import fingerprints

COMPANY = ("company", "siren", "legal_form", "naf", "sirene_status")
FORMS = (
    r"\b(?:sas|sasu|sarl|eurl|sa|snc|sca|sci|selarl|selas|scop|scic|scp|scm|earl|gaec|gie|eirl|ei|ste|societe|ets"
    r"|etablissements?|groupe)\b"
)
ROLES = ("role", "company_name_role")
PHONES = ("phone", "mobile")
NAMED = (
    "civility", "first_name", "last_name", "identity", "by_identity", "title", "function", "seniority", "function_confidence",
)  # fmt: skip


def _corrected(frame: pl.DataFrame, corrections: pl.DataFrame | None, about: str, subject: pl.Series) -> pl.DataFrame:
    """What members know better, put over; nothing to do for most organisations."""
    if corrections is None or not (corrections["about"] == about).any():
        return frame
    return apply_corrections(frame.with_columns(subject.alias("subject")), corrections, about).drop("subject")


def read_companies(frame: pl.DataFrame, corrections: pl.DataFrame | None = None) -> pl.DataFrame:
    """The columns of `COMPANY` in their normal form, and `siren_wrong`, `sector`, `legal_form_confidence`, `company_key`
    (SIREN, else the folded name) and `company_bare` (the folded name without its legal form)."""
    given = frame.select(COMPANY).unique()
    seen = classify_companies(given.rename({"company": "name"}))
    name = folded(given["company"])
    bare = name.str.replace_all(FORMS, " ").str.replace_all("  +", " ").str.strip_chars()
    read = seen.select(*COMPANY[1:], "sector", "legal_form_confidence").with_columns(
        siren_wrong=given["siren"].is_not_null() & seen["siren"].is_null(),
        company_key=seen["siren"].zip_with(seen["siren"].is_not_null(), name.replace("", None).str.slice(0, 120)),
        company_bare=bare.zip_with(bare != "", name),
    )
    read = _corrected(read, corrections, "company", read["company_key"])
    asked = given.rename({column: f"{column}_given" for column in COMPANY})
    return (
        frame.rename({column: f"{column}_given" for column in COMPANY[1:]})
        .with_columns(company_given="company")
        .join(asked.hstack(read), on=asked.columns, how="left", nulls_equal=True, maintain_order="left")
        .drop(asked.columns)
    )


def fingerprint_lines(frame: pl.DataFrame) -> pl.DataFrame:
    """`email_print`, `phone_print`, `mobile_print`, and `identity`: of name and company, null when either is missing."""
    words = pl.concat_str(folded(frame["first_name"]), pl.lit(" "), folded(frame["last_name"]))
    name = words.str.split(" ").list.sort().list.join(" ").str.strip_chars()
    normal = frame.select(pl.concat_str(name, pl.lit("|"), pl.coalesce("company_bare", "company_key"))).to_series()
    return frame.with_columns(
        fingerprints("email", frame["email_normal"]).alias("email_print"),
        fingerprints("phone", frame["phone_normal"]).alias("phone_print"),
        fingerprints("phone", frame["mobile_normal"]).alias("mobile_print"),
        fingerprints("identity", normal).alias("identity"),
    )


def classify(frame: pl.DataFrame, corrections: pl.DataFrame | None = None) -> pl.DataFrame:
    """Each line's address and title classified; `service` tells a role mailbox without anybody's mobile beside it."""
    seen = classify_addresses(
        frame.select(
            "first_name", "last_name", "company", "legal_form", "legal_form_confidence", "title", email="email_value"
        )
    )
    seen = _corrected(seen, corrections, "address", frame["email_normal"])
    title = classify_titles(frame["title"]).select("function", "seniority", "function_confidence", "function_why")
    if corrections is not None and (corrections["about"] == "title").any():
        title = _corrected(title, corrections, "title", title_subjects(frame["title"]))
    titled = pl.col("title").is_not_null()
    return (
        frame.hstack(seen)
        .hstack(title)
        .with_columns(
            why=_joined("why", 300),
            function_why=pl.when(titled).then(_joined("function_why", 200)),
            function_confidence=pl.when(titled).then("function_confidence"),
            service=pl.col("address_kind").is_in(ROLES)
            & pl.col("recipient_kind").is_in(["generic_legal_person", "personal_mailbox"])
            & pl.col("mobile_normal").is_null()
            & (pl.col("phone_kind") != "mobile").fill_null(value=True),
        )
    )


def set_services_apart(lines: pl.DataFrame) -> pl.DataFrame:
    """A role mailbox is a service: the name written beside it is not kept with it (art. 5(1)(c) GDPR).

    Done after the opposition list was asked about that name.
    """
    return lines.with_columns(pl.when(~pl.col("service")).then(pl.col(name)).alias(name) for name in NAMED)


def _joined(name: str, longest: int) -> pl.Expr:
    return pl.col(name).list.join(",").str.slice(0, longest).fill_null("")


def list_points(frame: pl.DataFrame) -> pl.DataFrame:
    """The addresses and numbers of the lines, one a row: `row`, `medium`, `value`, `normal`, `fingerprint`, and how each is
    classified. The regime of a number is that of its line, never that of the mailbox."""
    mail = frame.filter(pl.col("email_normal").is_not_null()).select(
        "row", "unit",
        medium=pl.lit("email"), value="email_value", normal="email_normal", fingerprint="email_print", recipient_kind="recipient_kind",
        address_kind="address_kind", confidence="confidence", why="why", disposable="disposable",
        classified_by=pl.when(pl.col("why") == "corrected").then(pl.lit("member")).otherwise(pl.lit("rules")),
    )  # fmt: skip
    natural = pl.col("legal_form").str.starts_with("1").fill_null(value=False)
    numbers = []
    for name in PHONES:
        kind = pl.col(f"{name}_kind")
        generic = pl.col("last_name").is_null() & (kind == "fixed")
        recipient = (
            pl.when(natural).then(pl.lit("sole_trader"))
            .when(pl.col("company_key").is_null()).then(pl.lit("unknown"))
            .when(generic).then(pl.lit("generic_legal_person"))
            .when(pl.col("last_name").is_not_null()).then(pl.lit("pro_nominative"))
            .otherwise(pl.lit("unknown"))
        )  # fmt: skip
        numbers.append(
            frame.filter(pl.col(f"{name}_normal").is_not_null()).select(
                "row", "unit",
                medium=pl.lit("phone"), value=f"{name}_normal", normal=f"{name}_normal", fingerprint=f"{name}_print", recipient_kind=recipient,
                address_kind=kind, confidence=pl.lit(0.5), why=pl.lit("phone-") + kind, disposable=pl.lit(value=False),
                classified_by=pl.lit("rules"),
            )
        )  # fmt: skip
    return pl.concat([mail, *numbers])
