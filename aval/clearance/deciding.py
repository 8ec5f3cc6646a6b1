"""One question to the law for everybody gathered, in the order in which they would be contacted."""

from datetime import date

import polars as pl

from aval.clearance.gathering import Contact, Gathered
from aval.law.deciding import decide

CROWD = "open_contacts_at_company"


def decided(contact: Contact, gathered: Gathered, *, law: date | None = None) -> pl.DataFrame:
    """verdict, outcome, basis, findings, obligations and law, one row a contact point, in the order gathered.

    Colleagues of one company count for each other: the second allowed is asked again as if the first were contacted,
    and `open_contacts_at_company` says with how many. `law`: under the law of another day than that of the facts.
    """
    first = _ask(contact, gathered.facts, gathered, law)
    allowed = (first["verdict"] == "allow") & (gathered.rows["company_key"].fill_null("") != "")
    before = (
        gathered.rows.select("company_key")
        .with_columns(allowed=allowed.cast(pl.Int32))
        .select(pl.col("allowed").cum_sum().over("company_key") - pl.col("allowed"))
        .to_series()
    )
    again = (allowed & (before > 0)).arg_true()
    if again.is_empty():
        return first
    crowded = gathered.facts[again].with_columns(pl.col(CROWD) + before[again].cast(pl.Int32))
    second = _ask(contact, crowded, gathered, law)
    rest = first.with_row_index().filter(~pl.col("index").is_in(again.implode()))
    return pl.concat([rest, second.insert_column(0, again.cast(pl.UInt32).alias("index"))]).sort("index").drop("index")


def _ask(contact: Contact, facts: pl.DataFrame, gathered: Gathered, law: date | None) -> pl.DataFrame:
    answers = decide(facts, question=contact.question, common=gathered.common, law=law)
    frame = answers.frame().with_columns(pl.col("verdict", "outcome").cast(pl.String), facts[CROWD])
    one = len(answers.laws) == 1
    return frame.with_columns((pl.lit(answers.laws[0]) if one else answers.law).alias("law"))
