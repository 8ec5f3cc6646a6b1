"""Policies: strict until chosen, dated, in evidence, read at once by the gate, and only by those who answer for it."""

import json
from argparse import Namespace
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from aval.accounts.models import Member, Organisation, Policy
from aval.clearance.choosing import ALLOWED, HOUSE, InThePast, choices, choose, default_of, policy_facts, sentences
from aval.clearance.models import Clearance
from aval.console import policies as command
from aval.console.command import BadCall
from aval.console.main import build_parser
from aval.evidence.models import Entry
from aval.law.facts import VOCABULARY
from aval.prospects.models import Person, Source
from tests.cast import NOON, TODAY, make_person

pytestmark = pytest.mark.django_db
Ask = Callable[..., dict[int, Clearance]]


def point_of(person: Person) -> int:
    return person.contact_points.get().pk


def chosen(organisation: Organisation, code: str, value: str, **other: object) -> Policy:
    return choose(organisation, **{"code": code, "value": value, "starts_on": TODAY, "by": None, "at": NOON, **other})


def test_each_policy_and_each_value_is_said_in_both_languages() -> None:
    law = {name for name, fact in VOCABULARY.items() if fact.group == "policy"}
    assert set(sentences()) == set(ALLOWED) == law | set(HOUSE)
    for code, said in sentences().items():
        for language in ("fr", "en"):
            assert set(said[language]["values"]) == set(ALLOWED[code])
            assert all(said[language][name] for name in ("title", "says", "stays"))
        assert default_of(code) in ALLOWED[code]


def test_nothing_chosen_is_the_law_rooms_value(organisation: Organisation) -> None:
    assert policy_facts(organisation, TODAY) == {}
    for choice in choices(organisation, TODAY, "fr"):
        assert (choice.value, choice.since, choice.past) == (choice.default, None, ())
        assert choice.rules, choice.code


def test_a_choice_is_read_by_the_gate_from_its_day(ask: Ask, dominique: Person, organisation: Organisation) -> None:
    chosen(organisation, "b2b_policy", "consent_only", starts_on=TODAY + timedelta(1))
    point = point_of(dominique)
    assert ask([point])[point].verdict == "allow"
    refused = ask([point], at=NOON + timedelta(1))[point]
    assert (refused.verdict, refused.facts["b2b_policy"]) == ("refuse", "consent_only")
    assert "l345-no-consent" in refused.findings


def test_a_yes_or_no_reaches_the_law_as_one(ask: Ask, source: Source, organisation: Organisation) -> None:
    abroad = make_person(source, country="BE")
    before = ask([point_of(abroad)])[point_of(abroad)]
    assert "country-no-policy" in before.findings
    chosen(organisation, "country_policy", "true")
    after = ask([point_of(abroad)])[point_of(abroad)]
    assert after.facts["country_policy"] is True
    assert "country-no-policy" not in after.findings


def test_each_change_is_an_entry_and_the_last_word_of_a_day_holds(organisation: Organisation, ines: Member) -> None:
    chosen(organisation, "frequency_policy", "none", by=ines)
    chosen(organisation, "frequency_policy", "house", by=ines)
    entries = Entry.objects.filter(ledger=organisation.pk, kind="policy:changed").order_by("seq")
    assert [json.loads(entry.payload)["value"] for entry in entries] == ["none", "house"]
    assert {json.loads(entry.payload)["by"] for entry in entries} == {ines.pk}
    choice = next(one for one in choices(organisation, TODAY, "fr") if one.code == "frequency_policy")
    assert (choice.value, len(choice.past)) == ("house", 2)


def test_the_past_is_not_rewritten_and_strange_values_are_refused(organisation: Organisation) -> None:
    with pytest.raises(InThePast):
        chosen(organisation, "frequency_policy", "none", starts_on=TODAY - timedelta(1))
    for code, value in (("frequency_policy", "never"), ("shoe_policy", "none"), ("country_policy", "yes")):
        with pytest.raises(ValueError, match=code):
            chosen(organisation, code, value)
    assert not Policy.objects.exists()
    assert not Entry.objects.filter(kind="policy:changed").exists()


def test_the_command_lists_and_sets(
    organisation: Organisation, ines: Member, alix: Member, capsys: pytest.CaptureFixture[str]
) -> None:
    def called(*argv: str) -> object:
        args = build_parser(command.COMMANDS).parse_args(["policy", *argv, "--json"], Namespace(lang="fr"))
        assert command.run(args) == 0
        return json.loads(capsys.readouterr().out)

    far = date(2099, 1, 1).isoformat()
    set_to = ("set", "sole_trader_policy", "doctrine_with_review", "--from", far)
    assert called(*set_to, "--by", ines.email)["from"] == far
    listed = {one["code"]: one for one in called("list")}
    assert listed["sole_trader_policy"]["value"] == "consent_only"
    assert listed["sole_trader_policy"]["coming"] == [{"from": far, "value": "doctrine_with_review"}]
    assert all(one["rules"] for one in listed.values())
    later = {one["code"]: one for one in called("list", "--on", far)}
    assert later["sole_trader_policy"]["since"] == far
    for wrong in (
        (*set_to, "--by", alix.email),
        ("set", "shoe_policy", "none"),
        ("set", "frequency_policy", "never"),
        ("set", "frequency_policy", "none", "--from", "2020-01-01"),
    ):
        with pytest.raises(BadCall):
            called(*wrong)
    assert Policy.objects.count() == 1
