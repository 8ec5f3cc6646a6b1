"""Every code of the law is said in French and in English, and nothing else is."""

import re

import pytest

from aval.clearance.wording import say, sentences
from aval.law.facts import VOCABULARY
from aval.law.parameters import all_parameters, eras
from aval.law.rulebook import RULES, in_force

CODES = {code for chapter in RULES.values() for code in chapter.codes} | {"no-basis"}
RESTRICTIVE = {
    branch.code
    for begins_on in eras()
    for _, table in in_force(begins_on).tables
    for branch in table.branches
    if branch.effect in ("forbid", "review", "first")
} | {"no-basis"}


def test_wordings_and_codes_are_the_same_set():
    assert set(sentences()) == CODES


@pytest.mark.parametrize("code", sorted(CODES))
@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_code_is_said_in_both_languages(code, language):
    wording = say(code, language)
    assert wording.label
    assert not wording.label.endswith(".")
    assert wording.text.endswith(".")
    assert bool(wording.unlock) == (code in RESTRICTIVE)
    assert code == "no-basis" or (wording.article and wording.rule and wording.mark)


def test_a_code_two_rules_share_cites_the_rule_that_found_it():
    assert say("partner-not-listed", "fr", "consent").article != say("partner-not-listed", "fr", "supplier").article


def test_french_keeps_its_spaces():
    french = [
        *(text for row in sentences().values() for text in row["fr"].values()),
        *(fact.fr for fact in VOCABULARY.values()),
        *(parameter.fr for parameter in all_parameters().values()),
        *(
            said.fr
            for chapter in RULES.values()
            for said in (chapter.rule.title, chapter.rule.says, chapter.rule.article)
        ),
    ]
    assert [
        text for text in french if re.search(r"[ \w][:;?!»](\s|$)|« |'", text) and not re.search(r"https?:", text)
    ] == []
