"""One tree, several readings, one answer: columns, one person, and a slow reading written here on its own."""

from datetime import date, timedelta
from itertools import product

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aval.law.deciding import decide, decide_many, decide_one
from aval.law.expressions import Node, Period, const, fact
from aval.law.facts import VOCABULARY, UnknownFact, WrongValue, admit
from aval.law.readings.columns import Columns, latest
from aval.law.rulebook import in_force
from aval.law.tables import QUESTIONS, Outcome
from tests.law.people import PROFESSIONAL, SERVICE, SUBSCRIBER
from tests.law.strategies import DAYS, crowds, multitude

SCHEMA = {name: fact.dtype for name, fact in VOCABULARY.items()}


def slowly(node: Node, facts: dict) -> object:
    """The meaning of a tree, written with no other thought than to be obviously right. None is unknown."""
    if node.op == "fact":
        return facts[node.data]
    if node.op == "const":
        return node.data
    values = [slowly(arg, facts) for arg in node.args]
    if node.op == "known":
        return values[0] is not None
    if node.op == "and":
        return False if False in values else None if None in values else True
    if node.op == "or":
        return True if True in values else None if None in values else False
    if None in values:
        return None
    return {
        "notion": lambda x: x,
        "not": lambda x: not x,
        "eq": lambda x, y: x == y,
        "lt": lambda x, y: x < y,
        "le": lambda x, y: x <= y,
        "among": lambda x: x in node.data,
        "within": lambda x, codes: x in codes,
        "has": lambda codes: node.data in codes,
        "empty": lambda codes: len(codes) == 0,
        "shift": lambda day: Period.after(node.data, day),
    }[node.op](*values)


def frame_of(people: list[dict]) -> pl.DataFrame:
    return pl.DataFrame(people, schema=SCHEMA)


@settings(max_examples=6, deadline=None)
@given(crowds(180), st.sampled_from(QUESTIONS))
def test_columns_and_one_person_answer_alike(people, question):
    decided = decide(frame_of(people), question=question).frame()
    many = decide_many(people, question=question)
    for facts, row, told in zip(people, decided.iter_rows(named=True), many, strict=True):
        one = decide_one(facts, question=question)
        assert told == one
        assert row["verdict"] == one.verdict
        assert row["outcome"] == one.outcome.code
        assert row["basis"] == one.basis
        assert set(row["findings"]) == {reason.code for reason in one.reasons}
        assert set(row["obligations"]) == set(one.obligations)


@settings(max_examples=40, deadline=None)
@given(crowds(1), st.sampled_from(QUESTIONS))
def test_one_person_is_read_as_the_slow_reading_does(people, question):
    facts = people[0]
    known = admit(facts)
    one = decide_one(facts, question=question)
    found = [(finding, slowly(finding.live, known)) for finding in in_force(known["on"]).findings(question)]
    worst = max(
        [finding.outcome if live else Outcome.UNKNOWN for finding, live in found if live is not False
         and finding.effect not in ("grant", "oblige")],
        default=max((Outcome.ALLOWED for finding, live in found if live and finding.effect == "grant"), default=Outcome.SILENT),
    )  # fmt: skip
    assert one.outcome == worst


def test_a_fact_said_once_for_everyone_is_the_same_fact():
    people = frame_of([PROFESSIONAL, {**PROFESSIONAL, "objected_person": True}, SUBSCRIBER, SERVICE])
    shared = {"on": PROFESSIONAL["on"], "channel": "email", "offer_functions": ["finance"], "country": "FR"}
    apart = decide(people.drop(*shared), common=shared, question="message").frame()
    alone = decide(people.with_columns(offer_functions=pl.lit(["finance"])), question="message").frame()
    assert apart.equals(alone)
    assert apart["verdict"].to_list() == ["allow", "refuse", "allow", "allow"]


def test_every_operation_reads_alike_when_a_side_is_the_same_for_all():
    bools = [True, False, None]
    a, b = fact("restricted"), fact("erased")
    for left, right in product(bools, bools):
        for node in (a & b, a | b, ~a, a == b):
            expected = slowly(node, {"restricted": left, "erased": right})
            column = pl.Series("restricted", [left, not left], dtype=pl.Boolean)
            got = Columns(column.to_frame(), {"erased": right}).read(node)
            assert (got[0] if isinstance(got, pl.Series) else got) is expected


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        (date(2024, 2, 29), "P1Y", date(2025, 2, 28)),
        (date(2024, 2, 29), "P4Y", date(2028, 2, 29)),
        (date(2026, 1, 31), "P1M", date(2026, 2, 28)),
        (date(2026, 10, 31), "P1M", date(2026, 11, 30)),
        (date(2026, 3, 31), "-P1M", date(2026, 2, 28)),
        (date(2026, 12, 31), "P30D", date(2027, 1, 30)),
    ],
)
def test_a_missing_day_becomes_the_last_of_its_month(start, period, end):
    assert Period.read(period).after(start) == end
    shifted = Columns(pl.DataFrame({"collected_on": [start]}), {}).read(
        fact("collected_on") + const(Period.read(period))
    )
    assert shifted.to_list() == [end]


@settings(deadline=None)
@given(DAYS, DAYS, st.sampled_from(["P1M", "P3Y", "P30D", "-P30D", "P1D", "-P1M", "P1M1D"]))
def test_the_last_day_that_reaches_a_bound_is_found_without_moving_each_day(day, bound, text):
    period = Period.read(text)
    assert (period.after(day) <= bound) == (day <= latest(period, bound))


@settings(deadline=None)
@given(DAYS, st.integers(-2, 2), st.sampled_from(["P1M", "P3Y", "P30D", "-P30D"]))
def test_a_moved_day_compares_alike_on_either_side(collected, beside, text):
    on = Period.read(text).after(collected) + timedelta(days=beside)
    moved, today = fact("collected_on") + const(Period.read(text)), fact("on")
    facts = {"on": on, "collected_on": collected}
    column = pl.DataFrame({"collected_on": [collected, None]}, schema={"collected_on": pl.Date})
    for node in (moved < today, moved <= today, today < moved, today <= moved, moved > today, moved >= today):
        assert Columns(column, {"on": on}).read(node).to_list() == [slowly(node, facts), None]


def test_a_frame_may_be_empty_or_span_two_laws():
    assert decide(frame_of([])).frame().height == 0
    old, new = {**PROFESSIONAL, "on": date(2026, 7, 13)}, PROFESSIONAL
    both = decide(frame_of([new, old, new]))
    assert len(both.laws) == 2
    assert both.frame()["verdict"].to_list() == ["allow", decide_one(old).verdict, "allow"]


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 2**32))
def test_a_hundred_thousand_strangers_never_crash_the_law_nor_pass_without_a_basis(seed):
    people = multitude(seed, 40_000)
    for question in QUESTIONS:
        decided = decide(people, question=question).frame()
        allowed = decided.filter(pl.col("verdict") == "allow")
        assert allowed["basis"].null_count() == 0
        assert allowed["findings"].list.len().sum() == 0
        assert decided.filter(pl.col("verdict") != "allow")["findings"].list.len().min() > 0


@pytest.mark.parametrize(("name", "value"), [("channel", "pigeon"), ("collected_on", "hier"), ("minute", "midi")])
def test_a_column_the_law_cannot_read_is_refused_by_name(name, value):
    with pytest.raises(WrongValue, match=name):
        decide(pl.DataFrame({name: [value]}), common={"on": date(2026, 11, 23)})


def test_a_column_or_a_common_fact_of_another_name_is_refused():
    with pytest.raises(UnknownFact, match="colour"):
        decide(pl.DataFrame({"colour": ["blue"]}), common={"on": date(2026, 11, 23)})
    with pytest.raises(WrongValue, match="country"):
        decide(pl.DataFrame({"country": ["FR"]}), common={"on": date(2026, 11, 23), "country": "FR"})
    with pytest.raises(WrongValue, match="on"):
        decide(pl.DataFrame({"country": ["FR"]}))
