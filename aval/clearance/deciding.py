"""One question to the law for everybody gathered, in the order in which they would be contacted."""

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from aval.clearance.gathering import Contact, Gathered
from aval.law.deciding import decide

CROWD = "open_contacts_at_company"


@dataclass(slots=True)
class Crowd:
    """How many people were allowed so far at each company, for a list read window by window: twelve bytes a company."""

    met: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema={"company": pl.UInt64, "allowed": pl.Int32}))

    def before(self, keys: pl.Series) -> pl.Series:
        """How many were allowed before, at the company of each of these people."""
        here = pl.DataFrame({"company": keys.hash()})
        return here.join(self.met, on="company", how="left", maintain_order="left")["allowed"].fill_null(0)

    def add(self, keys: pl.Series, allowed: pl.Series) -> None:
        """Count these too; people without a company have no colleagues."""
        more = pl.DataFrame({"company": keys.hash(), "allowed": allowed.cast(pl.Int32)}).filter(allowed)
        self.met = pl.concat([self.met, more]).group_by("company").sum()


def decided(
    contact: Contact, gathered: Gathered, *, law: date | None = None, crowd: Crowd | None = None
) -> pl.DataFrame:
    """verdict, outcome, basis, findings, obligations and law, one row a contact point, in the order gathered.

    Colleagues of one company count for each other: the second allowed is asked again as if the first were contacted,
    and `open_contacts_at_company` says with how many. `crowd` carries them from one window of a list to the next.
    `law`: under the law of another day than that of the facts.
    """
    keys = gathered.rows["company_key"].fill_null("")
    first = _ask(contact, gathered.facts, gathered, law)
    allowed = (first["verdict"] == "allow") & (keys != "")
    before = pl.select(allowed.cast(pl.Int32).alias("one"), keys.alias("key")).select(
        pl.col("one").cum_sum().over("key") - pl.col("one")
    )["one"]
    if crowd is not None:
        before = before + crowd.before(keys)
    again = (allowed & (before > 0)).arg_true()
    if again.len():
        crowded = gathered.facts[again].with_columns(pl.col(CROWD) + before[again].cast(pl.Int32))
        second = _ask(contact, crowded, gathered, law)
        rest = first.with_row_index().filter(~pl.col("index").is_in(again.implode()))
        placed = second.insert_column(0, again.cast(pl.UInt32).alias("index"))
        first = pl.concat([rest, placed]).sort("index").drop("index")
    if crowd is not None:
        crowd.add(keys, (first["verdict"] == "allow") & (keys != ""))
    return first


def _ask(contact: Contact, facts: pl.DataFrame, gathered: Gathered, law: date | None) -> pl.DataFrame:
    answers = decide(facts, question=contact.question, common=gathered.common, law=law)
    frame = answers.frame().with_columns(pl.col("verdict", "outcome").cast(pl.String), facts[CROWD])
    one = len(answers.laws) == 1
    return frame.with_columns((pl.lit(answers.laws[0]) if one else answers.law).alias("law"))
