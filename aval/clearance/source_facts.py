"""What is known of a source and of its supplier, one row a source."""

from collections.abc import Sequence

import polars as pl

from aval.clearance.reading import UTC, Columns, read
from aval.prospects.models import Source
from aval.prospects.sources import FROM_SOMEBODY, names_somebody

FILE = "supplier_file__"
COLUMNS: Columns = {
    "source": ("id", pl.Int64),
    "source_name": ("name", pl.String),
    "source_holder": ("holder", pl.String),
    "source_kind": ("kind", pl.String),
    "collection_mode": ("collection_mode", pl.String),
    "source_basis": ("basis", pl.String),
    "address_origin": ("address_origin", pl.String),
    "visible_to_everyone": ("visible_to_everyone", pl.Boolean),
    "refusal_mark": ("refusal_mark", pl.Boolean),
    "extraction_forbidden": ("extraction_forbidden", pl.Boolean),
    "optout_offered": ("optout_offered", pl.Boolean),
    "source_notice_on": ("notice_given_on", pl.Date),
    "suspended_at": ("suspended_at", UTC),
    "contract_reference": (FILE + "contract_reference", pl.String),
    "contract_on": (FILE + "contract_on", pl.Date),
    "collection_checked": (FILE + "lawful_collection_checked", pl.Boolean),
    "captures_seen": (FILE + "captures_seen", pl.Boolean),
    "partner_list_names_us": (FILE + "partner_list_names_us", pl.Boolean),
    "sample_size": (FILE + "sample_size", pl.Int32),
    "sample_valid": (FILE + "sample_valid", pl.Int32),
    "audited_on": (FILE + "audited_on", pl.Date),
    "processing_country": (FILE + "processing_country", pl.String),
    "safeguard": (FILE + "safeguard", pl.String),
}


def source_facts(organisation: int, sources: Sequence[int]) -> pl.DataFrame:
    """Facts of these sources of the organisation, joined on `source`."""
    frame = read(Source.objects.of(organisation).filter(pk__in=sources), COLUMNS)
    named = [
        names_somebody(name, kind, holder)
        for name, kind, holder in frame.select("source_name", "source_kind", "source_holder").iter_rows()
    ]
    contract = (pl.col("contract_reference") != "") & pl.col("contract_on").is_not_null()
    return frame.with_columns(
        pl.Series("source_named", named, dtype=pl.Boolean),
        pl.col("suspended_at").is_not_null().alias("source_suspended"),
        pl.when(pl.col("source_kind").is_in(list(FROM_SOMEBODY)))
        .then(contract.fill_null(value=False))
        .alias("supplier_contract"),
        (pl.col("safeguard").fill_null("") != "").alias("transfer_safeguard"),
        pl.col("processing_country").fill_null("FR"),
        (pl.col("source_kind") == "public_register").alias("from_sirene"),
    ).select(
        pl.exclude("source_name", "source_holder", "suspended_at", "contract_reference", "contract_on", "safeguard")
    )
