"""Who said stop: entries of the opposition list matched by address, person, identity and domain, by scope."""

from typing import TYPE_CHECKING

import polars as pl
from django.db.models import Q

from aval.clearance.reading import Columns, Rows, read
from aval.prospects.classification.addresses import registrable_domains
from aval.prospects.fingerprints import fingerprints
from aval.prospects.models import Objection

if TYPE_CHECKING:
    from aval.clearance.gathering import Contact

ENTRY: Columns = {
    "entry": ("fingerprint", pl.String),
    "person": ("person_id", pl.Int64),
    "kind": ("kind", pl.String),
    "brand": ("brand_id", pl.Int64),
    "on_channel": ("channel", pl.String),
}
POINT = ("person__contact_points__id", pl.Int64)
FINGERPRINT, IDENTITY = "person__contact_points__fingerprint", "person__identity"
SCOPES = ("address", "person", "domain", "brand", "channel", "all")
NAMED = [f"objected_{scope}" for scope in SCOPES]


def objection_facts(contact: "Contact", whose: Rows, frame: pl.DataFrame) -> pl.DataFrame:
    """objected_address, _person, _domain, _brand, _channel, _all: true or false, one row a contact point.

    The base finds whose fingerprints are on the list; what each entry covers is told here, and decided by the law.
    """
    in_force = Objection.objects.of(contact.aim.organisation).filter(
        Q(brand__isnull=True) | Q(brand=contact.aim.brand), channel__in=["", contact.channel]
    )
    touched = [
        _by_print(whose, in_force, FINGERPRINT, "address"),
        _by_print(whose, in_force, IDENTITY, "person"),
        _by_domain(whose, in_force),
        _by_person(whose, in_force),
    ]
    facts = (
        pl.concat(touched)
        .group_by("contact_point")
        .agg(
            *((pl.col("via") == scope).any().alias(f"objected_{scope}") for scope in SCOPES[:3]),
            pl.col("brand").is_not_null().any().alias("objected_brand"),
            (pl.col("on_channel") != "").any().alias("objected_channel"),
            (pl.col("brand").is_null() & (pl.col("on_channel") == "")).any().alias("objected_all"),
        )
    )
    everyone = frame.select("contact_point").join(facts, on="contact_point", how="left", maintain_order="left")
    return everyone.with_columns(pl.col(NAMED).fill_null(value=False))


def _by_print(whose: Rows, in_force: Rows, field: str, via: str) -> pl.DataFrame:
    """Those whose own fingerprint is on the list."""
    kind = [Objection.Kind.IDENTITY] if field == IDENTITY else [Objection.Kind.EMAIL, Objection.Kind.PHONE]
    entries = in_force.filter(kind__in=kind)
    hit = read(
        whose.filter(**{f"{field}__in": entries.values("fingerprint")}),
        {"contact_point": POINT, "entry": (field, pl.String)},
    ).unique()
    told = (
        read(entries.filter(fingerprint__in=hit["entry"].to_list()), ENTRY)
        if hit.height <= 500
        else read(entries, ENTRY)
    )
    return _said(hit.join(told, on="entry"), via)


def _by_person(whose: Rows, in_force: Rows) -> pl.DataFrame:
    """Those who said it by another address of theirs."""
    entries = in_force.filter(person__isnull=False).exclude(kind=Objection.Kind.DOMAIN)
    hit = read(
        whose.filter(person__in=entries.values("person")), {"contact_point": POINT, "person": ("person_id", pl.Int64)}
    )
    told = read(entries.filter(person__in=whose.values("person")), ENTRY)
    return _said(hit.unique().join(told, on="person"), "person")


def _by_domain(whose: Rows, in_force: Rows) -> pl.DataFrame:
    """Those whose employer said it for its whole domain, whatever stands before it in their address."""
    told = read(in_force.filter(kind=Objection.Kind.DOMAIN), ENTRY)
    if told.is_empty():
        return _said(told.with_columns(contact_point=pl.lit(None, pl.Int64)), "domain")
    addresses = read(whose, {"contact_point": POINT, "normal": ("person__contact_points__normal", pl.String)}).unique()
    hosts = addresses.with_columns(host=pl.col("normal").str.extract(r"@(.+)$")).drop_nulls("host")
    known = registrable_domains(hosts["host"])
    both = pl.concat([known, known.with_columns(domain="host")]).unique()
    prints = both.with_columns(entry=fingerprints("domain", both["domain"]))
    return _said(hosts.join(prints, on="host").join(told, on="entry"), "domain")


def _said(matched: pl.DataFrame, via: str) -> pl.DataFrame:
    return matched.select("contact_point", pl.lit(via).alias("via"), "brand", "on_channel")
