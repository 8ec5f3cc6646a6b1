"""Whether she bought from us, what is current, when it ended: the facts of sale the law asks about, for any number of people.

`aval.prospects.relations.read_tie` says the same of one person; a test holds the two together.
"""

from datetime import date

import polars as pl

from aval.clearance.reading import Columns, Rows, near, read
from aval.prospects.models import Relation

ROW: Columns = {
    "id": ("id", pl.Int64),
    "person": ("person_id", pl.Int64),
    "fact": ("fact", pl.String),
    "on": ("happened_on", pl.Date),
    "ends_on": ("ends_on", pl.Date),
    "product": ("product", pl.String),
    "siren": ("seller_siren", pl.String),
    "ours": ("organisation__siren", pl.String),
    "seller_merged": ("seller_merged", pl.Boolean),
    "optout_shown_at_sale": ("refusal_offered", pl.Boolean),
    "answers": ("answers_id", pl.Int64),
}
SALES = [Relation.Fact.ORDER.value, Relation.Fact.CONTRACT.value]
STANDING = ("sold", "account_only", "customer", "relationship_ended_on", "current_contract")
SOLD = ("seller_is_us", "seller_merged", "analogous", "optout_shown_at_sale")


def relation_facts(organisation: int, people: pl.Series, on: date, category: str) -> pl.DataFrame:
    """The facts of group `customer`, current_contract and offer_serves_contract: one row a person with something on record.

    Products are analogous when they are of the family of the offer (`category`). Of several sales, the one that would
    carry the exception of the existing customer furthest speaks.
    """
    kept = _kept(near(Relation.objects.of(organisation), people, "person"), on)
    family = " ".join(category.split()).lower()
    same = pl.col("product").str.to_lowercase() == family
    sales = _sales(kept, on).with_columns(
        (_bare("siren") == _bare("ours")).or_(pl.col("seller_merged")).alias("seller_is_us"), same.alias("analogous")
    )
    best = sales.sort(
        pl.col("analogous"), pl.col("seller_is_us"), pl.col("optout_shown_at_sale").fill_null(value=False), "on", "id"
    ).unique("person", keep="last", maintain_order=True)
    serves = sales.group_by("person").agg(
        (pl.col("current") & pl.col("analogous")).any().alias("offer_serves_contract")
    )
    standing = _standing(kept, sales)
    return standing.join(best.select("person", *SOLD), on="person", how="left").join(serves, on="person", how="left")


def relations_of(rows: Rows, on: date) -> pl.DataFrame:
    """customer and relationship_ended_on, one row a person of these rows: what retention asks."""
    kept = _kept(rows, on)
    return _standing(kept, _sales(kept, on)).select("person", "customer", "relationship_ended_on")


def _kept(rows: Rows, on: date) -> pl.DataFrame:
    """What had happened by that day, without what was written by mistake."""
    found = read(rows, ROW)
    wrong = found.filter(pl.col("fact") == Relation.Fact.MISTAKE)["answers"]
    return found.filter(
        (pl.col("on") <= on) & (pl.col("fact") != Relation.Fact.MISTAKE) & ~pl.col("id").is_in(wrong.implode())
    )


def _sales(kept: pl.DataFrame, on: date) -> pl.DataFrame:
    """Orders and contracts, with `end` (null while it lasts) and `current`."""
    over = (
        kept.filter(pl.col("fact") == Relation.Fact.CONTRACT_ENDED)
        .group_by("answers")
        .agg(pl.col("on").min().alias("over"))
    )
    closed = (
        kept.filter(pl.col("fact") == Relation.Fact.ENDED).group_by("person").agg(pl.col("on").max().alias("closed"))
    )
    sales = kept.filter(pl.col("fact").is_in(SALES))
    sales = sales.join(over, left_on="id", right_on="answers", how="left").join(closed, on="person", how="left")
    after = pl.when(pl.col("closed") >= pl.col("on")).then(pl.col("closed"))
    contract = pl.min_horizontal("ends_on", "over", after)
    end = pl.when(pl.col("fact") == Relation.Fact.ORDER).then(pl.col("on")).otherwise(contract)
    return sales.with_columns(end.alias("end")).with_columns(
        (pl.col("end").is_null() | (pl.col("end") > on)).alias("current")
    )


def _standing(kept: pl.DataFrame, sales: pl.DataFrame) -> pl.DataFrame:
    bought = sales.group_by("person").agg(
        pl.col("current").any().alias("current_contract"), pl.col("end").max(), pl.col("closed").max()
    )
    known = kept.group_by("person").agg((pl.col("fact") == Relation.Fact.ACCOUNT).any().alias("account"))
    here = known.join(bought, on="person", how="left")
    sold = pl.col("current_contract").is_not_null()
    ended = pl.when(sold & ~pl.col("current_contract")).then(pl.max_horizontal("end", "closed"))
    return here.with_columns(
        sold.alias("sold"),
        sold.alias("customer"),
        (pl.col("account") & ~sold).alias("account_only"),
        ended.alias("relationship_ended_on"),
        pl.col("current_contract").fill_null(value=False),
    ).select("person", *STANDING)


def _bare(name: str) -> pl.Expr:
    return pl.col(name).str.replace_all(r"\s", "")
