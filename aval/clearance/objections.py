"""Who said stop: entries of the opposition list matched by address, person, identity and domain, by scope."""

from typing import TYPE_CHECKING

import polars as pl
from django.db.models import Exists, OuterRef, Q

from aval.clearance.reading import Columns, Rows, listed, near, read
from aval.prospects.classification.addresses import registrable_domains
from aval.prospects.fingerprints import fingerprints
from aval.prospects.models import ContactPoint, Objection, Person

if TYPE_CHECKING:
    from aval.clearance.gathering import Contact

ENTRY: Columns = {
    "entry": ("fingerprint", pl.String),
    "person": ("person_id", pl.Int64),
    "kind": ("kind", pl.String),
    "brand": ("brand_id", pl.Int64),
    "on_channel": ("channel", pl.String),
}
SCOPES = ("address", "person", "domain", "brand", "channel", "all")
NAMED = [f"objected_{scope}" for scope in SCOPES]


def objection_facts(contact: "Contact", frame: pl.DataFrame) -> pl.DataFrame:
    """objected_address, _person, _domain, _brand, _channel, _all: true or false, one row a contact point.

    The base finds whose fingerprints are on the list; what each entry covers is told here, and decided by the law.
    """
    in_force = Objection.objects.of(contact.aim.organisation).filter(
        Q(brand__isnull=True) | Q(brand=contact.aim.brand), channel__in=["", contact.channel]
    )
    points = near(ContactPoint.objects.all(), frame["contact_point"])
    addresses = in_force.filter(
        kind__in=[one for one in Objection.Kind if one not in {Objection.Kind.IDENTITY, Objection.Kind.DOMAIN}]
    )
    people = near(Person.objects.all(), frame["person"])
    hers = frame.select("contact_point", "person")
    touched = [
        _said(_by_print(points, "fingerprint", addresses, "contact_point"), "address"),
        _said(
            hers.join(_by_print(people, "identity", in_force.filter(kind="identity"), "person"), on="person"), "person"
        ),
        _by_domain(points, in_force),
        _by_person(hers, in_force),
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


def _by_print(rows: Rows, field: str, entries: Rows, name: str) -> pl.DataFrame:
    """Those of these rows whose own fingerprint is on the list, and what the list says of them."""
    listed_there = Exists(entries.filter(fingerprint=OuterRef(field)))
    hit = read(rows.filter(listed_there), {name: ("id", pl.Int64), "entry": (field, pl.String)})
    told = read(entries.filter(fingerprint__in=listed(hit["entry"].unique())), ENTRY).drop("person")
    return hit.join(told, on="entry")


def _by_person(hers: pl.DataFrame, in_force: Rows) -> pl.DataFrame:
    """Those who said it by another address of theirs."""
    entries = near(in_force.exclude(kind=Objection.Kind.DOMAIN), hers["person"], "person")
    return _said(hers.join(read(entries, ENTRY), on="person"), "person")


def _by_domain(points: Rows, in_force: Rows) -> pl.DataFrame:
    """Those whose employer said it for its whole domain, whatever stands before it in their address."""
    told = read(in_force.filter(kind=Objection.Kind.DOMAIN), ENTRY)
    if told.is_empty():
        return _said(told.with_columns(contact_point=pl.lit(None, pl.Int64)), "domain")
    addresses = read(points, {"contact_point": ("id", pl.Int64), "normal": ("normal", pl.String)})
    hosts = addresses.with_columns(host=pl.col("normal").str.extract(r"@(.+)$")).drop_nulls("host")
    known = registrable_domains(hosts["host"])
    both = pl.concat([known, known.with_columns(domain="host")]).unique()
    prints = both.with_columns(entry=fingerprints("domain", both["domain"]))
    return _said(hosts.join(prints, on="host").join(told, on="entry"), "domain")


def _said(matched: pl.DataFrame, via: str) -> pl.DataFrame:
    return matched.select("contact_point", pl.lit(via).alias("via"), "brand", "on_channel")
