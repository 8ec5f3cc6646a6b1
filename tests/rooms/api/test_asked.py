"""What a program was answered is kept under a number, fetched again, and taken again; and leads to nobody once she is gone."""

from typing import Any

import pytest

from aval.accounts.models import Member
from aval.api.v1.decisions import LinesDecided, PeopleDecided
from aval.clearance.asked import lines_of
from aval.clearance.kept import find
from aval.clearance.models import AskedAbout, Asking
from aval.clearance.replaying import replay_all
from aval.evidence.models import Entry
from aval.prospects.models import Person, Source
from tests.cast import make_person
from tests.law.people import PROFESSIONAL
from tests.rooms.api.conftest import Caller, code

pytestmark = pytest.mark.django_db
DOMINIQUE = "dominique.vasseur@kermeur.example"
LINE = {name: str(value) if name.endswith("_on") or name == "on" else value for name, value in PROFESSIONAL.items()}


@pytest.fixture
def caller(key_of, administrator: Member) -> Caller:
    return key_of(administrator)


@pytest.fixture
def asked(caller: Caller, offer: Any, source: Source, dominique: Person) -> list[dict]:
    """Dominique, a nurse, a stranger and what is no address."""
    make_person(source, email="nurse@clinique.example", title="Cadre de santé", function="sante")
    values = [DOMINIQUE, "nurse@clinique.example", "qui@ailleurs.example", "pas une adresse"]
    body = caller.post("/decisions", {"offer": offer.code, "values": values}).json()
    PeopleDecided.model_validate(body)
    return body["items"]


def test_each_answer_has_a_number_and_is_found_again(caller: Caller, asked: list[dict]) -> None:
    assert [one["verdict"] for one in asked] == ["allow", "refuse", "refuse", None]
    assert [one["decision"] is None for one in asked] == [False, False, False, True]
    assert asked[3]["error"]["code"] == "no-at"
    for one in asked[:3]:
        told = caller.get(f"/decisions/{one['decision']}").json()
        assert (told["state"], told["attested"], told["same_law"]) == ("same", True, True)
        assert told["kept"] == told["now"]
        assert told["kept"]["verdict"] == one["verdict"]
        assert told["kept"]["findings"] == [reason["code"] for reason in one["reasons"]]
    before = caller.get(f"/decisions/{asked[1]['decision']}", law="2026-08-10").json()
    assert before["under"] == "2026-08-10"


def test_ten_thousand_answers_are_one_row_and_one_entry(caller: Caller, asked: list[dict]) -> None:
    row = Asking.objects.get()
    assert Entry.objects.filter(kind="decision:asked").count() == 1
    assert lines_of(row).height == len(asked)
    assert AskedAbout.objects.filter(asking=row).count() == 2
    said = str(row.facts) + str(row.decisions) + str(lines_of(row).to_dicts())
    assert "vasseur" not in said.lower()
    assert "kermeur" not in said


def test_a_key_that_only_decides_fetches_nothing(key_of, alix: Member, asked: list[dict]) -> None:
    gate = key_of(alix, "decide")
    assert code(gate.get(f"/decisions/{asked[0]['decision']}")) == "forbidden"


def test_another_house_finds_nothing(key_of, chloe: Member, asked: list[dict]) -> None:
    assert key_of(chloe).get(f"/decisions/{asked[0]['decision']}").status_code == 404
    for number in ("0-0", "999999-1", asked[3]["decision"] or "1-3", "nothing"):
        assert key_of(chloe).get(f"/decisions/{number}").status_code == 404


def test_facts_given_are_kept_too(caller: Caller) -> None:
    lines = [{**LINE, "id": 1}, {**LINE, "function": "legal"}, {"chanel": 1, "id": "x"}, {**LINE, "question": "hold"}]
    body = caller.post("/decisions/facts", {"lines": lines}).json()
    LinesDecided.model_validate(body)
    allowed, refused, bad, held = body["items"]
    assert (allowed["verdict"], refused["verdict"], bad["error"]["code"]) == ("allow", "refuse", "unknown-fact")
    assert (allowed["id"], bad["id"], bad["decision"]) == (1, "x", None)
    for one in (allowed, refused, held):
        told = caller.get(f"/decisions/{one['decision']}").json()
        assert (told["state"], told["kept"]["verdict"]) == ("same", one["verdict"])
    assert caller.get(f"/decisions/{bad['decision'] or '1-2'}").status_code == 404
    assert not AskedAbout.objects.exists()


def test_one_line_is_answered_as_many_are(caller: Caller) -> None:
    lines = [{**LINE, "id": number, "function": "legal" if number % 2 else "finance"} for number in range(4)]
    together = caller.post("/decisions/facts", {"lines": lines}).json()["items"]
    for line, among in zip(lines, together, strict=True):
        (alone,) = caller.post("/decisions/facts", {"lines": [line]}).json()["items"]
        assert alone | {"decision": None} == among | {"decision": None}


def test_whoever_is_erased_is_led_to_no_more(caller: Caller, asked: list[dict], dominique: Person) -> None:
    assert AskedAbout.objects.filter(person=dominique).count() == 1
    dominique.delete()
    assert AskedAbout.objects.count() == 1
    assert caller.get(f"/decisions/{asked[0]['decision']}").json()["state"] == "same"


def test_answers_changed_behind_the_ledger_are_found(asked: list[dict], administrator: Member) -> None:
    row = Asking.objects.get()
    row.decisions = [told | {"verdict": "allow"} for told in row.decisions]
    row.save()
    assert {found.state for found in replay_all(administrator.organisation_id)} == {"altered"}


def test_everything_is_taken_again_at_once(asked: list[dict], administrator: Member) -> None:
    states = [found.state for found in replay_all(administrator.organisation_id)]
    assert states == ["same"] * 3
    kept = find(administrator.organisation_id, asked[0]["decision"])
    assert kept is not None
    assert kept.facts["recipient_kind"] == "pro_nominative"


def test_nothing_asked_is_nothing_answered(caller: Caller, offer: Any) -> None:
    assert caller.post("/decisions", {"offer": offer.code, "values": []}).json()["items"] == []
    assert caller.post("/decisions/facts", {"lines": []}).json()["items"] == []
