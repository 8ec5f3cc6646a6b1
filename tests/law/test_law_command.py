"""`aval law`: what a day's law is, what changes between two days, what is proved; and the pages counsel reads."""

import json
from argparse import Namespace

import pytest

from aval.clearance.reference import facts_page, parameters_page, rules_page
from aval.console.main import all_commands, build_parser, run
from aval.law.facts import VOCABULARY
from aval.law.parameters import all_parameters
from aval.law.rulebook import RULES


def called(*argv):
    parser = build_parser(all_commands())
    return run(parser.parse_args(["law", *argv], Namespace(json=False, lang="fr", organisation=None)))


def said(capsys, *argv):
    code = called(*argv, "--json")
    return code, json.loads(capsys.readouterr().out)


def test_show_gives_rules_branches_and_dated_parameters(capsys):
    code, shown = said(capsys, "show", "--on", "2026-11-23")
    assert code == 0
    assert {rule["code"] for rule in shown["rules"]} == set(RULES)
    relevance = next(rule for rule in shown["rules"] if rule["code"] == "relevance")
    assert [branch["code"] for branch in relevance["branches"]] == [
        "function-unknown",
        "function-outside",
        "relevance-reason-missing",
    ]
    assert all(branch["when"] for rule in shown["rules"] for branch in rule["branches"])
    assert {one["name"] for one in shown["parameters"]} == set(all_parameters())


def test_diff_says_what_changed_with_articles(capsys):
    _, eve = said(capsys, "diff", "2026-08-10", "2026-08-11")
    assert [one["name"] for one in eve["parameters"]] == ["consumer_call_opt_in"]
    assert {one["code"] for one in eve["rules"]} == {"call", "call-review", "call-consent"}
    assert eve["laws"][0] != eve["laws"][1]
    _, same = said(capsys, "diff", "2026-08-11", "2026-11-23")
    assert (same["parameters"], same["rules"]) == ([], [])
    assert same["laws"][0] == same["laws"][1]


@pytest.mark.parametrize(
    "argv", [["show", "--on", "1999-01-01"], ["diff", "hier", "2026-01-01"], ["show", "--on", "2026-13-01"]]
)
def test_a_day_the_law_does_not_know_is_a_wrong_call(argv, capsys):
    assert called(*argv) == 2
    assert capsys.readouterr().err


@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages_say_every_rule_parameter_and_fact(language):
    rules = "\n".join(rules_page(language))
    for chapter in RULES.values():
        assert f"## {chapter.rule.title.say(language)}\n" in rules
    assert all(f"`{name}`" in "\n".join(parameters_page(language)) for name in all_parameters())
    assert all(f"`{name}`" in "\n".join(facts_page(language)) for name in VOCABULARY)


def test_a_page_reads_like_a_sentence():
    french = "\n".join(rules_page("fr"))
    assert "il est faux que la fonction est de celles que vise l’offre" in french
    assert "il est faux qu’une phrase dit pourquoi" in french
    assert "plus 3\u00a0ans (conservation d’un prospect" in french
    assert "que une" not in french
