"""What the lines of a list say: cells cleaned, checked and normalised by columns; and what could not be read, and where.

A value that identifies somebody or proves something (address, number, SIREN, date) and cannot be read refuses its line:
nothing comes in by halves. The others are only left out. Nothing here knows the base.
"""

from datetime import date
from typing import NamedTuple

import polars as pl

from aval.prospects.classification import normalise_emails, normalise_phones
from aval.prospects.dates import read_days, read_instants
from aval.prospects.describing import read_companies
from aval.prospects.names import read_civilities, split_names
from aval.prospects.places import read_countries
from aval.prospects.reading import Batch
from aval.prospects.stops import read_stops

LONGEST = {
    "email": 320, "phone": 100, "mobile": 100, "first_name": 100, "last_name": 100, "full_name": 200, "civility": 20,
    "title": 200, "company": 200, "siren": 40, "legal_form": 100, "naf": 20, "sirene_status": 20, "city": 100, "postcode": 10,
    "country": 60, "language": 40, "published_at_url": 500, "consent_version": 100, "consent_wording": 5000,
}  # fmt: skip
DATES = ("collected_on", "function_observed_on", "published_on")
NOTHING = (
    "", "-", "--", "---", "–", "—", "_", ".", "..", "...", "?", "/", "\\", "n/a", "na", "n.a.", "n.a", "nc", "n.c.", "n/c", "néant",
    "neant", "none", "null", "nan", "inconnu", "inconnue", "unknown", "sans", "aucun", "aucune", "vide", "x", "xx", "xxx", "#n/a",
    "#ref!", "#value!", "#nom?", "#name?", "(vide)", "non renseigné", "non renseigne", "non communiqué", "non communique",
)  # fmt: skip


def read_cells(
    batch: Batch, columns: tuple[str, ...], mapping: dict[str, str], on: date, corrections: pl.DataFrame | None = None
) -> pl.DataFrame:
    """One row a line: `row` (its place in the batch), `line`, every field (null where nothing is said), `refused_field`
    and `refused_reason` (null when the line is good), and the `stop_…` booleans. `on`: the day of the import.
    """
    cells = _cells(batch, columns, mapping)
    missing = sorted({*LONGEST, *DATES, "consent_at"} - set(cells.columns))
    frame, faults = _read(
        cells.with_columns(pl.lit(None, pl.String).alias(name) for name in missing), cells, on, corrections
    )
    for name in LONGEST.keys() & set(cells.columns):
        faults.append(Fault(name, "too-long", pl.col(name).str.len_chars() > LONGEST[name]))
        if name not in {"email", "phone", "mobile", "siren"}:
            faults.append(Fault(name, "formula", pl.col(name).str.starts_with("=")))
    nobody = pl.all_horizontal(pl.col(f"{name}_normal").is_null() for name in ("email", "phone", "mobile"))
    faults.append(Fault("email", "no-address", nobody))
    return _refuse(frame, faults)


class Fault(NamedTuple):
    """Something a line may have wrong: in which field, its code (or the column that holds it), and when."""

    field: str
    reason: str | pl.Expr
    when: pl.Expr


def _refuse(frame: pl.DataFrame, faults: list[Fault]) -> pl.DataFrame:
    """`refused_field` and `refused_reason`: the first fault of each line. Only the faults this batch has cost anything."""
    met = frame.select(fault.when.any().alias(str(place)) for place, fault in enumerate(faults)).row(0)
    faults = [fault for fault, somewhere in zip(faults, met, strict=True) if somewhere]
    field: pl.Expr = pl.lit(None, pl.String)
    reason: pl.Expr = pl.lit(None, pl.String)
    for fault in reversed(faults):
        code = pl.lit(fault.reason) if isinstance(fault.reason, str) else fault.reason
        field = pl.when(fault.when).then(pl.lit(fault.field)).otherwise(field)
        reason = pl.when(fault.when).then(code).otherwise(reason)
    return frame.with_columns(refused_field=field, refused_reason=reason)


def _cells(batch: Batch, columns: tuple[str, ...], mapping: dict[str, str]) -> pl.DataFrame:
    """The cells of the columns we want, cleaned, by field; two columns of one field give the first that says something."""
    wanted: dict[str, list[pl.Series]] = {}
    for place, column in enumerate(columns):
        if (field := mapping.get(column)) and field != "ignored":
            wanted.setdefault(field, []).append(pl.Series([row[place] for row in batch.rows], dtype=pl.String))
    frame = pl.DataFrame({"line": pl.Series(batch.lines, dtype=pl.UInt32)}).with_row_index("row")
    for field, given in wanted.items():
        cleaned = [_clean(series) for series in given]
        value = cleaned[0]
        for other in cleaned[1:]:
            value = value.zip_with(value.is_not_null(), other)
        frame = frame.with_columns(value.alias(field))
    return frame


def _clean(values: pl.Series) -> pl.Series:
    """A column of cells without control characters, doubled spaces, `="…"` around texts, and words for nothing."""
    cell = pl.col("cell")
    frame = pl.DataFrame({"cell": values})
    dirty = cell.str.contains(r'[\x00-\x1f\x7f\u00a0\u200b\ufeff]|^=?"|  ')
    if frame.select(dirty.any()).item():
        tidy = (
            cell.str.replace_all(r"[\x00-\x1f\x7f\u00a0]+", " ")
            .str.replace_all(r"[\u200b\ufeff]", "")
            .str.replace_all("  +", " ")
        )
        tidy = tidy.str.strip_chars().str.replace(r'^="?([^"=]*)"?$', "$1")
        frame = frame.with_columns(pl.when(dirty).then(tidy).otherwise(cell).alias("cell"))
    trimmed = cell.str.strip_chars()
    nothing = (trimmed.str.len_bytes() < 17) & trimmed.str.to_lowercase().is_in(NOTHING)
    return frame.select(pl.when(~nothing).then(trimmed)).to_series()


def _read(
    frame: pl.DataFrame, cells: pl.DataFrame, on: date, corrections: pl.DataFrame | None
) -> tuple[pl.DataFrame, list[Fault]]:
    """Every field in its normal form, and the faults found."""
    frame = frame.with_columns(read_countries(frame["country"]).alias("country_code"))
    frame, faults = _read_addresses(frame, cells)
    frame = read_companies(frame, corrections)
    faults.append(Fault("siren", "siren-invalid", pl.col("siren_wrong")))
    for name in DATES:
        if name in cells.columns:
            frame = frame.with_columns(read_days(frame[name]).alias(f"{name}_day"))
            faults += _date_faults(name, pl.col(f"{name}_day"), on)
        else:
            frame = frame.with_columns(pl.lit(None, pl.Date).alias(f"{name}_day"))
    if "consent_at" in cells.columns:
        frame = frame.with_columns(read_instants(frame["consent_at"]).alias("consent_instant"))
        faults += _date_faults("consent_at", pl.col("consent_instant").dt.date(), on)
    else:
        frame = frame.with_columns(pl.lit(None, pl.Datetime("us", "UTC")).alias("consent_instant"))
    if "full_name" in cells.columns:
        frame = split_names(frame)
    language = pl.col("language").str.to_lowercase().str.extract("^(fr|en|de|es|it|nl|pt)").alias("language")
    frame = frame.with_columns(language, read_civilities(pl.col("civility")).alias("civility"))
    return frame.with_columns(read_stops(cells)), faults


def _read_addresses(frame: pl.DataFrame, cells: pl.DataFrame) -> tuple[pl.DataFrame, list[Fault]]:
    """`email_…` (value, normal, host), `phone_…` and `mobile_…` (normal, kind), and what was given that is none."""
    mail = normalise_emails(frame["email"]).rename({"address": "value"})
    frame = frame.hstack(mail.rename({name: f"email_{name}" for name in mail.columns}))
    refused = [("email", "address-")]
    for name in ("phone", "mobile"):
        if name in cells.columns:
            number = normalise_phones(frame[name], frame["country_code"])
            frame = frame.hstack(number.rename({part: f"{name}_{part}" for part in number.columns}))
            refused.append((name, "phone-"))
        else:
            frame = frame.with_columns(pl.lit(None, pl.String).alias(f"{name}_{part}") for part in ("normal", "kind"))
    return frame, [
        Fault(
            name,
            pl.lit(stem) + pl.col(f"{name}_refusal"),
            pl.col(name).is_not_null() & pl.col(f"{name}_refusal").is_not_null(),
        )
        for name, stem in refused
    ]


def _date_faults(name: str, day: pl.Expr, on: date) -> list[Fault]:
    return [
        Fault(name, "date-unread", pl.col(name).is_not_null() & day.is_null()),
        Fault(name, "date-out-of-range", (day > on) | (day < date(1970, 1, 1))),
    ]
