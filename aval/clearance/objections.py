"""Who said stop: entries of the opposition list matched by fingerprint, person, identity and domain, by scope."""

from typing import TYPE_CHECKING

import polars as pl
from django.db.models import Q

from aval.clearance.reading import read_frame
from aval.prospects.fingerprints import fingerprint
from aval.prospects.models import Objection

if TYPE_CHECKING:
    from aval.clearance.gathering import Contact

MANY = 500  # above it the whole list is read rather than named entry by entry
SCOPES = ("address", "person", "domain", "brand", "channel", "all")


def objection_facts(contact: "Contact", frame: pl.DataFrame) -> pl.DataFrame:
    """objected_address, _person, _domain, _brand, _channel, _all: true or false, one row a contact point."""
    keys = frame.select(
        "contact_point", "person", "fingerprint", "identity", domain=pl.col("normal").str.extract(r"@(.+)$")
    )
    domains = keys["domain"].drop_nulls().unique().to_list()
    by_domain = {domain: fingerprint("domain", domain) for domain in domains}
    keys = keys.with_columns(pl.col("domain").replace_strict(by_domain, default=None, return_dtype=pl.String))
    matched = _match(_in_force(contact, keys), keys)
    touched = matched.group_by("contact_point").agg(
        *((pl.col("via") == scope).any().alias(f"objected_{scope}") for scope in SCOPES[:3]),
        pl.col("brand").is_not_null().any().alias("objected_brand"),
        (pl.col("on_channel") != "").any().alias("objected_channel"),
        (pl.col("brand").is_null() & (pl.col("on_channel") == "")).any().alias("objected_all"),
    )
    named = [f"objected_{scope}" for scope in SCOPES]
    return (
        keys.select("contact_point")
        .join(touched, on="contact_point", how="left")
        .with_columns(pl.col(named).fill_null(value=False))
    )


def _in_force(contact: "Contact", keys: pl.DataFrame) -> pl.DataFrame:
    """Entries that bear on this brand and this channel; an objection never ends."""
    entries = Objection.objects.of(contact.aim.organisation).filter(
        Q(brand__isnull=True) | Q(brand=contact.aim.brand), channel__in=["", contact.channel]
    )
    if keys.height <= MANY:
        prints = [
            value for name in ("fingerprint", "identity", "domain") for value in keys[name].drop_nulls().to_list()
        ]
        entries = entries.filter(Q(fingerprint__in=set(prints)) | Q(person__in=set(keys["person"].to_list())))
    rows = entries.values_list("fingerprint", "person_id", "kind", "brand_id", "channel")
    return read_frame(
        rows,
        {"entry": pl.String, "person": pl.Int64, "kind": pl.String, "brand": pl.Int64, "on_channel": pl.String},
    )


def _match(entries: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """(contact_point, via, brand, on_channel): each entry that touches a contact point, and by what it does."""
    told = ["brand", "on_channel"]
    by_print = [
        keys.select("contact_point", entry=pl.col(key))
        .drop_nulls()
        .join(entries.select("entry", *told), on="entry")
        .select("contact_point", pl.lit(via).alias("via"), *told)
        for key, via in (("fingerprint", "address"), ("identity", "person"), ("domain", "domain"))
    ]
    herself = entries.filter(pl.col("person").is_not_null() & (pl.col("kind") != "domain")).select("person", *told)
    by_person = keys.select("contact_point", "person").join(herself, on="person")
    return pl.concat([*by_print, by_person.select("contact_point", pl.lit("person").alias("via"), *told)])
