"""The diffusion status of companies, read again from Insee's stock file before each campaign (art. R123-232-1 code de commerce).

The file (StockUniteLegale, CSV or Parquet, thirty million lines) is streamed: only our own SIRENs are kept of it. Anything
but O is a refusal. What the stock does not hold keeps its old day, and the law soon asks that it be read again.
"""

import hashlib
from datetime import date, datetime
from pathlib import Path

import polars as pl
from django.db import transaction

from aval import evidence
from aval.accounts.models import Member, Organisation
from aval.law.parameters import all_parameters
from aval.prospects.bulk import update
from aval.prospects.models import Company, Stock

SIREN, STATUS, TREATED = "siren", "statutDiffusionUniteLegale", "dateDernierTraitementUniteLegale"
BATCH = 50_000  # companies written at once
OURS = {"id": pl.Int64, SIREN: pl.String, "was": pl.String}


class BadStock(ValueError):
    """Not a stock that can be used: `code` (unreadable, columns, undated, older, future) and a detail."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


def refresh(
    organisation: Organisation, file: Path, *, at: datetime, today: date, stock_on: date | None = None,
    by: Member | None = None,
) -> Stock:  # fmt: skip
    """Read the stock and set every company's status and its day. Raises BadStock; nothing is written then.

    `stock_on`: the day of the stock; without it, the latest day a unit of the file was treated.
    """
    lines = _open(file)
    found, latest = _matches(lines, organisation)
    dated = stock_on or _day(latest)
    if dated is None:
        raise BadStock("undated")
    if dated > today:
        raise BadStock("future", dated.isoformat())
    last = last_stock(organisation)
    if last and dated < last.stock_on:
        raise BadStock("older", last.stock_on.isoformat())
    return _keep(organisation, file, found, dated, by, at)


def last_stock(organisation: Organisation | int) -> Stock | None:
    """The freshest stock read."""
    return Stock.objects.of(organisation).first()


def reread_on(stock: Stock) -> date:
    """The day from which its statuses are too old to be used (parameter `sirene_fresh`)."""
    return all_parameters()["sirene_fresh"].on(stock.stock_on).after(stock.stock_on)


def _open(file: Path) -> pl.LazyFrame:
    try:
        if file.suffix.lower() == ".parquet":
            lines = pl.scan_parquet(file)
        else:
            lines = pl.scan_csv(file, infer_schema=False, encoding="utf8-lossy")
        names = lines.collect_schema().names()
    except (OSError, pl.exceptions.PolarsError) as why:
        raise BadStock("unreadable", str(why)[:200]) from why
    if missing := [name for name in (SIREN, STATUS) if name not in names]:
        raise BadStock("columns", ", ".join(missing))
    if TREATED not in names:
        lines = lines.with_columns(pl.lit(None, pl.String).alias(TREATED))
    return lines.select(pl.col(SIREN, STATUS, TREATED).cast(pl.String))


def _matches(lines: pl.LazyFrame, organisation: Organisation) -> tuple[pl.DataFrame, str | None]:
    """Our companies with the status of the stock (null: not in it), and the latest day of treatment in the file."""
    rows = Company.objects.of(organisation).exclude(siren=None).exclude(siren="").order_by("pk")
    known = rows.values_list("pk", "siren", "sirene_status").iterator(chunk_size=BATCH)
    ours = pl.DataFrame(list(known), schema=OURS, orient="row")
    plain = pl.col(TREATED).str.slice(0, 10)
    latest = lines.filter(plain.str.contains(r"^\d{4}-\d{2}-\d{2}$")).select(plain.max())
    kept = lines.join(ours.lazy().select(SIREN), on=SIREN, how="semi").select(SIREN, STATUS)
    try:
        told, [[day]] = kept.collect(engine="streaming"), latest.collect(engine="streaming").rows()
    except pl.exceptions.PolarsError as why:
        raise BadStock("unreadable", str(why)[:200]) from why
    # two lines for one unit: the stricter
    told = told.group_by(SIREN).agg(
        (pl.col(STATUS).str.strip_chars() == "O").fill_null(value=False).all().alias("open")
    )
    return ours.join(told, on=SIREN, how="left"), day


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


@transaction.atomic
def _keep(
    organisation: Organisation, file: Path, found: pl.DataFrame, dated: date, by: Member | None, at: datetime
) -> Stock:
    told = found.drop_nulls("open").with_columns(
        sirene_status=pl.when("open").then(pl.lit("O")).otherwise(pl.lit("P")), sirene_checked_on=pl.lit(dated)
    )
    changed = told.filter(pl.col("was").is_not_null() & (pl.col("was") != pl.col("sirene_status")))
    for start in range(0, told.height, BATCH):
        update("prospects_company", told.slice(start, BATCH).select("id", "sirene_status", "sirene_checked_on"))
    counts = {
        "companies": told.height,
        "refused": changed.filter(~pl.col("open")).height,
        "opened": changed.filter("open").height,
        "missing": found.height - told.height,
    }
    with file.open("rb") as raw:
        digest = hashlib.file_digest(raw, "sha256").hexdigest()
    payload = {**counts, "stock_on": dated.isoformat(), "sha256": digest, "by": by.pk if by else None}
    place = evidence.record(organisation.pk, "sirene:refreshed", payload, at=at)
    return Stock.objects.create(
        organisation=organisation, name=file.name[:200], digest=digest, stock_on=dated, read_at=at, read_by=by,
        evidence=place, **counts,
    )  # fmt: skip
