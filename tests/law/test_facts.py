"""The vocabulary is closed, said in two languages, and refuses what it cannot read."""

from datetime import date, datetime

import pytest

from aval.law.facts import VOCABULARY, UnknownFact, WrongValue, admit, named


@pytest.mark.parametrize("fact", VOCABULARY.values(), ids=lambda fact: fact.name)
def test_each_fact_is_said_in_both_languages_and_has_a_type(fact):
    assert fact.fr.endswith(".")
    assert fact.en.endswith(".")
    assert fact.dtype is not None
    assert bool(fact.values) == (fact.kind == "enum")
    assert list(fact.labels("fr")) == list(fact.labels("en")) == list(fact.values)
    assert not (fact.none and fact.default is not None)


def test_absence_is_filled_in_only_where_it_means_something():
    facts = admit({})
    assert facts["offer_sectors"] == frozenset()
    assert facts["sole_trader_policy"] == "consent_only"
    assert facts["objected_all"] is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("restricted", 1),
        ("restricted", "true"),
        ("minute", True),
        ("minute", -1),
        ("minute", 12.5),
        ("channel", "pigeon"),
        ("country", "la France"),
        ("offer_functions", "finance"),
        ("offer_functions", [1]),
        ("collected_on", "2026-02-30"),
        ("collected_on", "0001-01-01"),
        ("collected_on", "20260101"),
        ("collected_on", datetime(2026, 1, 1)),  # noqa: DTZ001  an instant where a day is asked
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_by_name(name, value):
    with pytest.raises(WrongValue, match=name):
        admit({name: value})


def test_dates_are_read_from_text_or_given():
    assert named("on").admit("2026-11-23") == named("on").admit(date(2026, 11, 23)) == date(2026, 11, 23)


def test_a_name_outside_the_vocabulary_is_refused():
    with pytest.raises(UnknownFact, match="astrological_sign"):
        admit({"astrological_sign": "lion"})
