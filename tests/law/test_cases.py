"""The worked cases: each branch, each boundary the day before, the day and the day after, each decision and its twin."""

from collections import Counter

import pytest

from aval.law.cases import cases, situations
from aval.law.deciding import decide_one
from aval.law.rulebook import RULES
from aval.law.tables import Outcome

ALL = list(cases())


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.group}: {case.title}")
def test_case(case):
    decision = decide_one(case.facts, question=case.question)
    found = [reason.code for reason in decision.reasons]
    assert decision.verdict == case.verdict, found
    if case.loose:
        assert set(case.reasons) <= set(found)
    else:
        assert set(found) == set(case.reasons)
    assert decision.basis == case.basis or case.verdict != "allow"
    if case.until:
        assert [reason.until for reason in decision.reasons] == [case.until]


@pytest.mark.parametrize("name", situations())
def test_each_situation_is_lawful_or_awaits_a_human(name):
    facts = situations()[name].facts
    question = "hold" if name == "record" else "contact"
    verdict = decide_one(facts, question=question).verdict
    assert verdict in ("allow", "review") or name == "question"


def test_there_are_enough_and_none_is_told_twice():
    titles = Counter((case.group, case.title, tuple(sorted(map(str, case.facts.items())))) for case in ALL)
    assert len(ALL) >= 300
    assert [title for title, times in titles.items() if times > 1] == []


def test_every_code_the_law_can_find_is_met_for_certain_by_a_case():
    met = set()
    for case in ALL:
        decision = decide_one(case.facts, question=case.question)
        met |= {reason.code for reason in decision.reasons if reason.outcome is not Outcome.UNKNOWN}
        met |= {decision.basis, *decision.obligations}
    assert {code for chapter in RULES.values() for code in chapter.codes} - met == set()


def test_each_of_the_decisions_is_replayed_with_its_lawful_twin():
    told = Counter(case.title.partition(".")[0] for case in ALL if case.decision)
    assert told == {str(number): 2 for number in range(1, 46)}
    verdicts = Counter(case.verdict for case in ALL if case.decision)
    assert verdicts == {"refuse": 45, "allow": 45}
