"""What was decided is decided again: the same under its own law, otherwise under another, and never silently different."""

import json
from argparse import Namespace
from collections.abc import Callable
from datetime import date

import pytest

from aval.accounts.models import Brand, Member
from aval.clearance.kept import kept_attempts
from aval.clearance.models import Clearance
from aval.clearance.replaying import Replay, replay, replay_all, tell
from aval.console import replaying as command
from aval.console.command import BadCall
from aval.console.main import build_parser
from aval.prospects.models import Objection, Person, Source
from aval.prospects.objecting import object_to
from tests.cast import NOON, make_person

pytestmark = pytest.mark.django_db
Ask = Callable[..., dict[int, Clearance]]
EVE, DAY = date(2026, 8, 10), date(2026, 8, 11)


def again(row: Clearance, law: date | None = None) -> Replay:
    return replay(kept_attempts([row])[0], law=law)


def point_of(person: Person) -> int:
    return person.contact_points.get().pk


@pytest.fixture
def kept(ask: Ask, dominique: Person, source: Source, brand: Brand) -> list[Clearance]:
    """Dominique cleared, a nurse and somebody who objected refused."""
    nurse = make_person(source, title="Cadre de santé", function="sante")
    gone = make_person(source, first_name="Manon")
    object_to(brand.organisation, gone.contact_points.get(), origin=Objection.Origin.PHONE, heard_at=NOON, at=NOON)
    ask([point_of(one) for one in (dominique, nurse, gone)])
    return list(Clearance.objects.order_by("pk"))


def called(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, dict]:
    args = build_parser(command.COMMANDS).parse_args(["replay", *argv, "--json"], Namespace(lang="fr"))
    code = command.run(args)
    return code, json.loads(capsys.readouterr().out)


def test_the_past_comes_out_the_same(kept: list[Clearance]) -> None:
    for row in kept:
        found = again(row)
        assert (found.state, found.reproduced, found.same_law, found.kept.attested) == ("same", True, True, True)
    assert {row.verdict for row in kept} == {"allow", "refuse"}


def test_colleagues_cleared_together_come_out_the_same(ask: Ask, source: Source) -> None:
    """Each counts for the next: what is kept is what was asked."""
    colleagues = [make_person(source, company="Kermeur Frères") for _ in range(6)]
    answers = ask([point_of(one) for one in colleagues])
    assert {row.verdict for row in answers.values()} == {"allow", "refuse"}
    assert [again(row).state for row in answers.values()] == ["same"] * 6


def test_another_verdict_under_the_same_law_is_an_alarm(kept: list[Clearance]) -> None:
    Clearance.objects.filter(pk=kept[1].pk).update(verdict="allow", evidence=None)
    found = again(Clearance.objects.get(pk=kept[1].pk))
    assert (found.state, found.reproduced) == ("broken", False)
    assert [one["code"] for one in tell(found)["appears"]] == []
    assert tell(found)["now"]["verdict"] == "refuse"


def test_rules_corrected_since_are_told_from_a_row_that_lies(kept: list[Clearance]) -> None:
    Clearance.objects.filter(pk=kept[0].pk).update(law="0" * 64, verdict="refuse", findings=["objected"], evidence=None)
    found = again(Clearance.objects.get(pk=kept[0].pk))
    assert (found.state, found.reproduced) == ("rewritten", False)
    goes = tell(found, "fr")["goes"]
    assert [(one["code"], bool(one["article"])) for one in goes] == [("objected", True)]


def test_a_row_changed_behind_the_ledger_is_found(kept: list[Clearance]) -> None:
    changed = {**kept[0].facts, "function": "sante"}
    Clearance.objects.filter(pk=kept[0].pk).update(facts=changed)
    assert again(Clearance.objects.get(pk=kept[0].pk)).state == "altered"


def test_a_fact_nobody_knows_any_more_is_said(kept: list[Clearance]) -> None:
    Clearance.objects.filter(pk=kept[0].pk).update(facts={**kept[0].facts, "shoe_size": 42}, evidence=None)
    states = [found.state for found in replay_all(kept[0].organisation_id)]
    assert states == ["unreadable", "same", "same"]


def test_another_law_on_the_same_facts(kept: list[Clearance]) -> None:
    """A consumer on a private line, interested: allowed for a human to review before 11 August 2026, refused from it."""
    facts = {**kept[0].facts, "on": "2026-08-10", "recipient_kind": "consumer", "channel": "voice_human"}
    facts |= {"line_kind": "private", "minute": 660, "local_day": "working", "source_basis": "legitimate_interest"}
    row = kept[0]
    row.facts, row.evidence = facts, None
    eve, day = again(row, law=EVE), again(row, law=DAY)
    assert "call-no-consent" not in eve.findings
    assert "call-no-consent" in day.findings
    assert day.state == "changes"
    assert day.reproduced


def test_the_command_says_no_when_the_past_is_not_reproduced(
    kept: list[Clearance], capsys: pytest.CaptureFixture[str], alix: Member
) -> None:
    code, told = called(capsys, "--all")
    assert (code, told["decisions"], told["states"]) == (0, 3, {"same": 3})
    code, one = called(capsys, str(kept[1].pk), "--on", "2026-08-10")
    assert (code, one["under"], one["reproduced"]) == (0, "2026-08-10", True)
    Clearance.objects.filter(pk=kept[2].pk).update(verdict="allow")
    code, told = called(capsys, "--all")
    assert (code, told["states"]) == (1, {"same": 2, "altered": 1})
    assert told["first"][0]["decision"] == kept[2].pk


def test_the_decisions_of_another_house_are_not_there(
    kept: list[Clearance], chloe: Member, capsys: pytest.CaptureFixture[str]
) -> None:
    assert list(replay_all(chloe.organisation_id)) == []
    args = build_parser(command.COMMANDS).parse_args(
        ["replay", str(kept[0].pk), "--organisation", chloe.organisation.siren], Namespace(lang="fr", json=False)
    )
    with pytest.raises(BadCall):
        command.run(args)
