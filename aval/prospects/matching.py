"""Who is already known, and which lines are about the same person.

A person is recognised by her address, else by her name and company, else (a number and no name) by her number.
Lines that share an address or an identity are one person's. Addresses are asked to the base by batches, never one by one.
"""

import polars as pl

from aval.prospects.bulk import read_by_keys

PERSON = {
    "unit": pl.Int64, "company_id": pl.Int64, "civility": pl.String, "first_name": pl.String, "last_name": pl.String,
    "identity": pl.String, "title": pl.String, "function_observed_on": pl.Date, "provenance": pl.Int64, "run": pl.Int64, "consented": pl.Boolean,
}  # fmt: skip


def find_addresses(organisation: int, normals: pl.Series) -> pl.DataFrame:
    """The contact points that have these addresses: `normal`, `person`, `nameless`, `reachable`, `point`."""
    return read_by_keys(
        "k.value, cp.person_id, p.identity IS NULL, cp.unreachable_since IS NULL, cp.id",
        "prospects_contactpoint cp ON cp.organisation_id = %s AND cp.normal = k.value JOIN prospects_person p ON p.id = cp.person_id",
        normals,
        [organisation],
        {"normal": pl.String, "person": pl.Int64, "nameless": pl.Boolean, "reachable": pl.Boolean, "point": pl.Int64},
    )


def find_numbers(organisation: int, lines: pl.DataFrame) -> pl.DataFrame:
    """Who has the number of the lines that have nothing else, and no name either: `number`, `by_number`."""
    found = read_by_keys(
        "k.value, cp.person_id",
        "prospects_contactpoint cp ON cp.organisation_id = %s AND cp.normal = k.value "
        "JOIN prospects_person p ON p.id = cp.person_id AND p.identity IS NULL",
        lines.select(_lone_number()).to_series(),
        [organisation],
        {"number": pl.String, "by_number": pl.Int64},
    )
    return found.group_by("number").agg(pl.col("by_number").min())


def find_numbers_of(people: pl.Series) -> pl.DataFrame:
    """The numbers these people (ids) already have: `normal`, `person`. Not who else has them: a switchboard has many."""
    return read_by_keys(
        "cp.normal, k.value",
        "prospects_contactpoint cp ON cp.person_id = k.value AND cp.medium = 'phone'",
        people,
        [],
        {"normal": pl.String, "person": pl.Int64},
    )


def find_identities(organisation: int, identities: pl.Series) -> pl.DataFrame:
    """The people who have these identities: `identity`, `person`."""
    return read_by_keys(
        "k.value, p.id",
        "prospects_person p ON p.organisation_id = %s AND p.identity = k.value",
        identities,
        [organisation],
        {"identity": pl.String, "person": pl.Int64},
    )


def find_people(people: pl.Series, source: int) -> pl.DataFrame:
    """What is kept of these people (ids), and their provenance from this source: the columns of `PERSON`."""
    return read_by_keys(
        "p.id, p.company_id, p.civility, p.first_name, p.last_name, p.identity, p.title, p.function_observed_on, pr.id, pr.run_id, "
        "pr.consent_at IS NOT NULL",
        "prospects_person p ON p.id = k.value LEFT JOIN prospects_provenance pr ON pr.person_id = p.id AND pr.source_id = %s",
        people,
        [source],
        PERSON,
    )


def recognise(lines: pl.DataFrame, organisation: int) -> pl.DataFrame:
    """`by_address`, `by_identity`, `by_number`: the person (id) each line is about, by each way of knowing her; and of the
    contact point that has its address `nameless`, `reachable`, `point`."""
    addresses = find_addresses(organisation, lines["email_normal"])
    identities = find_identities(organisation, lines["identity"])
    return (
        lines.with_columns(number=_lone_number())
        .join(
            addresses.rename({"normal": "email_normal", "person": "by_address"}),
            on="email_normal",
            how="left",
            maintain_order="left",
        )
        .join(identities.rename({"person": "by_identity"}), on="identity", how="left", maintain_order="left")
        .join(find_numbers(organisation, lines), on="number", how="left", maintain_order="left")
    )


RECOGNISED = ("number", "by_address", "nameless", "reachable", "point", "by_identity", "by_number")


def _lone_number() -> pl.Expr:
    """The number of a line that has nothing else to be recognised by."""
    alone = pl.col("email_normal").is_null() & pl.col("identity").is_null()
    return pl.when(alone).then(pl.coalesce("phone_normal", "mobile_normal"))


def gather(lines: pl.DataFrame) -> pl.DataFrame:
    """`unit`: one number a person. Positive, the id of somebody known; negative, somebody new."""
    person = pl.coalesce("by_address", "by_identity", "by_number")
    lines = lines.with_columns(person=person, group=pl.col("row").cast(pl.Int64))
    keys = [name for name in ("email_normal", "identity", "number") if _repeats(lines[name])]
    while keys:
        shared = pl.col("group")
        for name in keys:
            shared = (
                pl.when(pl.col(name).is_null())
                .then(shared)
                .otherwise(pl.min_horizontal(shared, pl.col("group").min().over(name)))
            )
        spread = lines.with_columns(shared.alias("group"))
        if spread["group"].equals(lines["group"]):
            break
        lines = spread
    theirs = pl.col("person").min().over("group") if keys else pl.col("person")
    return lines.with_columns(unit=pl.coalesce("person", theirs, -1 - pl.col("group"))).drop("person", "group")


def _repeats(keys: pl.Series) -> bool:
    present = keys.drop_nulls()
    return present.n_unique() < len(present)


def same_people(lines: pl.DataFrame) -> pl.DataFrame:
    """Two people of the base that a line shows to be one: known by an address without name (`loser`), and by name (`winner`)."""
    pairs = lines.filter(pl.col("nameless") & (pl.col("by_address") != pl.col("by_identity")))
    return (
        pairs.select(loser="by_address", winner="by_identity")
        .unique("loser", maintain_order=True)
        .filter(~pl.col("winner").is_in(pl.col("loser").implode()))
    )
