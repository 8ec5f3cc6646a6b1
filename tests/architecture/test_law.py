"""The law: nothing but facts, no clock, no digit in a rule, one file a rule with its article."""

import ast
import re
import sys
from pathlib import Path

import pytest

from aval.law import rules
from aval.law.expressions import facts_of, ordered
from aval.law.facts import VOCABULARY
from aval.law.parameters import all_parameters, eras
from aval.law.rulebook import RULES, in_force
from tests.architecture.tree import ROOT, parse

pytestmark = pytest.mark.once
LAW = ROOT / "aval" / "law"
RULE_FILES = sorted(path for path in (LAW / "rules").glob("*.py") if path.name != "__init__.py")
CODES = {code for chapter in RULES.values() for code in chapter.codes}  # l345-no-consent names its article
VALUES = [value for fact in VOCABULARY.values() for value in fact.values]
MEASURED_ELSEWHERE = {
    "behaviour_kept",  # aval/collection/held.py
    "tracker_choice",  # aval/collection/following.py
    "decree_attempts_period",  # how far back the door counts calls
    "answer_due",  # these six: aval/law/deadlines.py
    "answer_extension",
    "answer_first_reminder",
    "answer_second_reminder",
    "breach_notified_within_hours",
    "breach_told_within_hours",
    "complaints_slow",  # these three: aval/post/health.py
    "complaints_stop",
    "bounces_stop",
}


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    return names


def test_the_law_imports_the_standard_library_polars_and_for_proofs_z3():
    allowed = sys.stdlib_module_names | {"aval", "polars"}
    beyond = {path.name: imported(path) - allowed for path in LAW.rglob("*.py") if imported(path) - allowed}
    assert beyond == {"symbols.py": {"z3"}}


def test_rules_import_the_law_alone_so_they_cannot_read_a_clock():
    for path in RULE_FILES:
        assert imported(path) == {"aval"}, path.name


@pytest.mark.parametrize("path", RULE_FILES, ids=lambda path: path.stem)
def test_no_number_stands_in_a_rule(path):
    tree = parse(path)
    check = next(node for node in tree.body if isinstance(node, ast.FunctionDef))
    found = [node.value for node in ast.walk(check) if isinstance(node, ast.Constant)]
    assert [value for value in found if isinstance(value, int | float) and not isinstance(value, bool)] == []
    assert {text for text in found if isinstance(text, str) and re.search(r"\d", text)} <= CODES | set(VALUES)


def test_a_rule_is_a_file_named_after_its_code_and_says_its_article():
    assert {path.stem.replace("_", "-") for path in RULE_FILES} == {file.RULE.code for file in rules.FILES}
    for file in rules.FILES:
        assert file.__doc__.strip()
        assert file.RULE.sources


def test_every_fact_is_asked_about_and_every_parameter_used():
    roots, labels = [], set()
    for begins_on in eras():
        for question in ("contact", "message", "hold"):
            found = in_force(begins_on).findings(question)
            roots += [finding.live for finding in found] + [
                finding.until for finding in found if finding.until is not None
            ]
    asked = {fact.name for fact in facts_of(*roots)}
    assert set(VOCABULARY) - asked == set()
    labels = {node.label for node in ordered(roots)} - {""}
    unused = set(all_parameters()) - labels - MEASURED_ELSEWHERE
    assert unused == set()


def test_each_value_of_the_law_has_a_source_and_was_checked_within_the_year_of_its_release():
    for parameter in all_parameters().values():
        assert parameter.source
        assert parameter.fr
        assert parameter.en
        assert parameter.link or parameter.mark == "D", parameter.name


def test_a_list_is_never_refused_for_a_message_nobody_wrote_yet():
    moment = {"minute", "local_day", *(fact.name for fact in VOCABULARY.values() if fact.group == "message")}
    for begins_on in eras():
        asked = {
            (finding.code, fact.name)
            for finding in in_force(begins_on).findings("contact")
            if finding.effect != "oblige"
            for fact in facts_of(finding.live)
            if fact.name in moment
        }
        assert asked == set()
