"""What a batch of good lines changes: companies, people, contact points, provenances; what became of each line.

New rows come in by frames; known people are completed where nothing was said, and follow a newer observation of their
function. Nothing here moves a date by which retention is counted, and nothing reopens anyone.
"""

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from aval.prospects.bulk import insert, read_by_keys, take_ids, update
from aval.prospects.describing import list_points
from aval.prospects.matching import find_numbers_of, find_people
from aval.prospects.models import Person

COMPANY = {
    "company_key": pl.String, "company_id": pl.Int64, "siren": pl.String, "legal_form": pl.String, "naf": pl.String, "sector": pl.String,
    "sirene_status": pl.String, "domain": pl.String, "city": pl.String, "postcode": pl.String,
}  # fmt: skip
FILLED = ("siren", "legal_form", "naf", "sector", "domain", "city", "postcode")  # where the base says nothing
NAMES = ("civility", "first_name", "last_name")
TITLE = ("title", "function", "seniority", "function_confidence", "function_why", "function_observed_on")
CONSENT = ("consent_instant", "consent_wording", "consent_version")
NEVER = date(1, 1, 1)


@dataclass(frozen=True, slots=True)
class Target:
    """Where lines go: ids of the organisation, the source and the import (None by hand), the instant, and the days of the source."""

    organisation: int
    source: int
    run: int | None
    at: datetime
    on: date
    collected_on: date
    quarantined: bool = False  # a file from somebody: new people wait until the law says the file usable


def store(target: Target, lines: pl.DataFrame) -> pl.DataFrame:
    """Store the good lines, whose `unit` says whose they are; `row`, `outcome` (created, updated, unchanged, merged) and `person`."""
    lines = store_companies(target, lines)
    people = _one_each(lines, target)
    new = people.filter(pl.col("unit") < 0).with_columns(
        take_ids("prospects_person", (people["unit"] < 0).sum()).alias("person")
    )
    known = people.filter(pl.col("unit") > 0).with_columns(person="unit")
    kept = find_people(known["unit"], target.source)
    changed = _complete(known, kept)
    _add_people(target, new)
    _let_out(target, known["unit"])
    owners = pl.concat([new.select("unit", "person"), known.select("unit", "person")])
    touched = _add_points(target, lines.join(owners, on="unit", how="left", maintain_order="left"), known["unit"])
    sourced = _add_provenances(target, new, known, kept)
    moved = pl.concat([changed, touched.filter(touched.is_in(known["unit"].implode())), sourced]).unique()
    whose = lines.select("row", "unit").join(owners, on="unit", how="left")
    return _outcomes(target, lines, kept, moved).join(whose.drop("unit"), on="row", how="left")


def store_companies(target: Target, lines: pl.DataFrame) -> pl.DataFrame:
    """`company_id` for each line; companies met for the first time come in, the others are completed."""
    keys = list(COMPANY)[2:]
    private = pl.col("address_kind").is_in(["private_provider", "disposable", "unknown"]) | (
        pl.col("recipient_kind") == "personal_mailbox"
    )
    named = lines.filter(pl.col("company_key").is_not_null()).with_columns(domain=pl.when(~private).then("domain"))
    met = named.group_by("company_key", maintain_order=True).agg(
        pl.col("company").drop_nulls().first(),
        *(pl.col(name).drop_nulls().first() for name in keys if name != "sirene_status"),
        pl.col("sirene_status").drop_nulls().max(),  # « P », who objects to diffusion, wins over « O »
        pl.col("country_code").first(),
    )
    known = read_by_keys(
        "k.value, c.id, c.siren, c.legal_form, c.naf, c.sector, c.sirene_status, c.domain, c.city, c.postcode",
        "prospects_company c ON c.organisation_id = %s AND c.key = k.value",
        met["company_key"], [target.organisation], COMPANY,
    )  # fmt: skip
    new = met.join(known, on="company_key", how="anti", maintain_order="left")
    new = new.with_columns(take_ids("prospects_company", new.height).alias("company_id"))
    insert(
        "prospects_company",
        new.select(
            "siren", "legal_form", "naf", "sector", "sirene_status",
            pl.col("domain", "city", "postcode").fill_null(""),
            id="company_id", key="company_key", name=pl.col("company").fill_null(""), country="country_code",
            sirene_checked_on=pl.when(pl.col("sirene_status").is_not_null()).then(target.on),
        ),
        organisation_id=target.organisation,
    )  # fmt: skip
    _complete_companies(target, met, known)
    ids = pl.concat([new.select("company_key", "company_id"), known.select("company_key", "company_id")])
    return lines.join(ids, on="company_key", how="left", maintain_order="left")


def _complete_companies(target: Target, met: pl.DataFrame, known: pl.DataFrame) -> None:
    both = known.join(met, on="company_key", suffix="_met")
    empty = {name: pl.col(name).fill_null("") == "" for name in FILLED}
    says = [empty[name] & pl.col(f"{name}_met").is_not_null() for name in FILLED]
    status = (pl.col("sirene_status_met") == "P") & (pl.col("sirene_status").fill_null("") != "P")
    fuller = both.filter(pl.any_horizontal(*says, status.fill_null(value=False)))
    update(
        "prospects_company",
        fuller.select(
            *(pl.when(empty[name]).then(f"{name}_met").otherwise(name).alias(name) for name in FILLED[:4]),
            *(pl.when(empty[name]).then(f"{name}_met").otherwise(name).fill_null("").alias(name) for name in FILLED[4:]),
            sirene_status=pl.coalesce(pl.when(status).then(pl.lit("P")), "sirene_status"),
            sirene_checked_on=pl.when(pl.coalesce(pl.when(status).then(pl.lit("P")), "sirene_status").is_not_null()).then(target.on),
            id="company_id",
        ),
    )  # fmt: skip


def _one_each(lines: pl.DataFrame, target: Target) -> pl.DataFrame:
    """One row a person: the first thing said of her, the newest title, the earliest day, the first proof of consent."""
    lines = lines.with_columns(
        seen_on=pl.coalesce("function_observed_on_day", "collected_on_day", pl.lit(target.collected_on)),
        from_on=pl.coalesce("collected_on_day", pl.lit(target.collected_on)),
    ).with_columns(function_observed_on=pl.when(pl.col("title").is_not_null()).then("seen_on"))
    wanted = (
        "row",
        "line",
        "unit",
        "company_id",
        *NAMES,
        "identity",
        *TITLE,
        "language",
        "country_code",
        *CONSENT,
        "from_on",
    )
    several = lines["unit"].is_duplicated()
    alone = lines.filter(~several).select(wanted)
    if not several.any():
        return alone
    some = lines.filter(several)
    first = [pl.col(name).drop_nulls().first() for name in (*NAMES, "identity", "company_id", "language")]
    merged = some.group_by("unit", maintain_order=True).agg(
        pl.col("row", "line", "country_code").first(), *first, pl.col("from_on").min()
    )
    titled = some.filter(pl.col("title").is_not_null()).sort("seen_on", "row", descending=[True, False])
    proved = some.filter(pl.col("consent_instant").is_not_null())
    for part, names in ((titled, TITLE), (proved, CONSENT)):
        merged = merged.join(
            part.unique("unit", keep="first", maintain_order=True).select("unit", *names),
            on="unit",
            how="left",
            maintain_order="left",
        )
    return pl.concat([alone, merged.select(wanted)]).sort("row")


def _add_people(target: Target, new: pl.DataFrame) -> None:
    insert(
        "prospects_person",
        new.select(
            "company_id", "identity", "function", "seniority", "function_confidence", "function_observed_on",
            pl.col(*NAMES, "title", "function_why").fill_null(""),
            pl.col("language").fill_null("fr"),
            id="person", country="country_code",
        ),
        organisation_id=target.organisation, created_at=target.at, quarantined=target.quarantined,
    )  # fmt: skip


def _let_out(target: Target, known: pl.Series) -> None:
    """People of a quarantined file whom we now also know from elsewhere are known."""
    held = Person.objects.filter(organisation_id=target.organisation, quarantined=True)
    if not target.quarantined and held.exists():
        update("prospects_person", pl.DataFrame({"id": known}).with_columns(quarantined=pl.lit(value=False)))


def _complete(known: pl.DataFrame, kept: pl.DataFrame) -> pl.Series:
    """Fill what the base does not say of known people, follow a newer title or employer; the ids of those changed."""
    both = known.join(kept, on="unit", suffix="_kept")
    newer = pl.col("function_observed_on") > pl.col("function_observed_on_kept").fill_null(NEVER)
    titled = (
        pl.col("title").is_not_null()
        & (pl.col("title") != pl.col("title_kept"))
        & (newer | (pl.col("title_kept") == ""))
    )
    unemployed = pl.col("company_id_kept").is_null() & pl.col("company_id").is_not_null()
    moved = unemployed | (newer & (pl.col("company_id") != pl.col("company_id_kept")))
    seen = newer & (pl.col("title") == pl.col("title_kept"))
    named = [(pl.col(f"{name}_kept") == "") & pl.col(name).is_not_null() for name in NAMES]
    both = both.with_columns(
        titled=titled.fill_null(value=False), moved=moved.fill_null(value=False), seen=seen.fill_null(value=False),
        known_as=(pl.col("identity_kept").is_null() & pl.col("identity").is_not_null()),
    )  # fmt: skip
    changed = both.filter(pl.any_horizontal("titled", "moved", "seen", "known_as", *named))
    _retitle(changed.filter("titled"))
    update(
        "prospects_person", changed.filter(pl.col("seen") & ~pl.col("titled")).select("function_observed_on", id="unit")
    )
    update("prospects_person", changed.filter("moved").select("company_id", id="unit"))
    update("prospects_person", _free(changed.filter("known_as")).select("identity", id="unit"))
    filled = (
        pl.when(pl.col(f"{name}_kept") == "").then(name).otherwise(f"{name}_kept").fill_null("").alias(name)
        for name in NAMES
    )
    update("prospects_person", changed.filter(pl.any_horizontal(*named)).select(*filled, id="unit"))
    return changed["unit"]


def _retitle(people: pl.DataFrame) -> None:
    texts = pl.col("title", "function_why").fill_null("")
    update(
        "prospects_person",
        people.select(texts, "function", "seniority", "function_confidence", "function_observed_on", id="unit"),
    )


def _free(people: pl.DataFrame) -> pl.DataFrame:
    """Those whose identity nobody has yet, in the base or before them here: two people never share one."""
    taken = read_by_keys(
        "k.value", "prospects_person p ON p.identity = k.value", people["identity"], [], {"identity": pl.String}
    )
    return people.join(taken, on="identity", how="anti").unique("identity", keep="first", maintain_order=True)


def _add_points(target: Target, lines: pl.DataFrame, known: pl.Series) -> pl.Series:
    """Contact points not known yet come in; a bounced one is held unreachable. The people touched (ids)."""
    about = lines.select("row", "person", "point", "reachable", "bounced", "published_at_url", "published_on_day")
    told = list_points(lines).join(about, on="row", how="left", maintain_order="left")
    mail = pl.col("medium") == "email"
    told = told.with_columns(holder=pl.when(mail).then(0).otherwise("person"))
    told = told.unique(["normal", "holder"], keep="first", maintain_order=True)
    missing = told.filter(~mail | pl.col("point").is_null())
    new = missing.join(find_numbers_of(known), on=["normal", "person"], how="anti", maintain_order="left").sort(
        "person"
    )
    insert(
        "prospects_contactpoint",
        new.select(
            "medium", "value", "normal", "fingerprint", "recipient_kind", "address_kind", "confidence", "why", "disposable", "classified_by",
            pl.col("published_at_url").fill_null(""), published_on="published_on_day", person_id="person",
            unreachable_since=pl.when(pl.col("bounced") & mail).then(target.at),
        ),
        organisation_id=target.organisation,
    )  # fmt: skip
    lost = told.filter(mail & pl.col("bounced") & pl.col("reachable"))
    update("prospects_contactpoint", lost.select(id="point", unreachable_since=pl.lit(target.at)))
    return pl.concat([new["person"], lost["person"]])


def _add_provenances(target: Target, new: pl.DataFrame, known: pl.DataFrame, kept: pl.DataFrame) -> pl.Series:
    """Each person's provenance from this source; the ids of the known people to whom one was added or completed."""
    with_kept = known.join(kept.select("unit", "provenance", "consented"), on="unit", how="left", maintain_order="left")
    unsourced = with_kept.filter(pl.col("provenance").is_null()).select(new.columns)
    rows = pl.concat([new, unsourced]).unique("person", keep="first", maintain_order=True)
    insert(
        "prospects_provenance",
        rows.select(
            "line", person_id="person", collected_on="from_on", consent_at="consent_instant",
            consent_wording=pl.col("consent_wording").fill_null(""), consent_version=pl.col("consent_version").fill_null(""),
        ),
        organisation_id=target.organisation, source_id=target.source, run_id=target.run, received_at=target.at,
    )  # fmt: skip
    proved = with_kept.filter(
        pl.col("provenance").is_not_null() & ~pl.col("consented") & pl.col("consent_instant").is_not_null()
    )
    update(
        "prospects_provenance",
        proved.select(
            consent_at="consent_instant", consent_wording=pl.col("consent_wording").fill_null(""),
            consent_version=pl.col("consent_version").fill_null(""), id="provenance",
        ),
    )  # fmt: skip
    return pl.concat([unsourced["person"], proved["person"]])


def _outcomes(target: Target, lines: pl.DataFrame, kept: pl.DataFrame, moved: pl.Series) -> pl.DataFrame:
    """What became of each line. A line about somebody this import already met, and brought in or changed, is `merged`."""
    met = kept.filter(pl.col("run") == pl.lit(target.run, pl.Int64))["unit"]
    first = ~pl.col("unit").is_duplicated() | pl.col("unit").is_first_distinct()
    outcome = (
        pl.when((pl.col("unit") < 0) & first).then(pl.lit("created"))
        .when((pl.col("unit") < 0) | pl.col("unit").is_in(met.implode())).then(pl.lit("merged"))
        .when(~pl.col("unit").is_in(moved.implode())).then(pl.lit("unchanged"))
        .when(first).then(pl.lit("updated"))
        .otherwise(pl.lit("merged"))
    )  # fmt: skip
    return lines.sort("row").select("row", outcome=outcome)
