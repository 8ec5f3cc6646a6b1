"""No contract, no connector (art. 28 GDPR; SAN-2021-012 Monsanto, SAN-2025-014 Mobius)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from aval.accounts.models import Brand, Member, Organisation, Processor
from aval.accounts.processors import (
    change_processor,
    clauses,
    declare_processor,
    resume_processor,
    suspend_processor,
    usable,
)
from aval.evidence.models import Entry
from aval.post.connecting import CannotConnect
from aval.post.models import MailServer
from aval.post.servers import explain, ways_of
from tests.cast import NOON, TODAY

pytestmark = pytest.mark.django_db
WHOLE: dict[str, Any] = {
    "name": "Routeur Ouest", "service": "mail", "contract_reference": "RO-12", "signed_on": date(2026, 1, 5),
    "clauses": list(clauses()), "country": "FR",
}  # fmt: skip


def codes(processor: Processor, on: date = TODAY) -> list[str]:
    return [one.code for one in usable(processor, on)]


def make(organisation: Organisation, **facts: Any) -> Processor:
    return declare_processor(organisation, at=NOON, by=None, **WHOLE | facts)


def test_a_whole_file_may_be_used(organisation: Organisation) -> None:
    assert codes(make(organisation)) == []


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"contract_reference": ""}, "no-contract"),
        ({"signed_on": None}, "no-contract"),
        ({"signed_on": TODAY + timedelta(days=1)}, "not-yet"),
        ({"clauses": [one for one in clauses() if one != "audit"]}, "clauses"),
        ({"country": ""}, "country"),
        ({"country": "US"}, "transfer"),
        ({"country": "US", "safeguard": "clauses"}, "transfer"),
        ({"country": "US", "safeguard": "clauses", "safeguard_reference": "2021/914"}, "assessment"),
        ({"ends_on": TODAY}, "ended"),
    ],
)
def test_each_thing_missing_keeps_it_off(organisation: Organisation, facts: dict[str, Any], expected: str) -> None:
    made = make(organisation, **facts)
    assert codes(made) == [expected]
    (reason,) = usable(made, TODAY)
    for language in ("fr", "en"):
        assert "Routeur Ouest" in reason.say(language)
        assert "{" not in reason.say(language) + reason.mend(language)


@pytest.mark.parametrize(
    "facts",
    [
        {"signed_on": TODAY},
        {"ends_on": TODAY + timedelta(days=1)},
        {"country": "JP", "safeguard": "adequacy", "safeguard_reference": "(UE) 2019/419"},
        {"country": "US", "safeguard": "clauses", "safeguard_reference": "2021/914", "assessed_on": TODAY},
        {"country": "NO"},
    ],
)
def test_the_day_of_each_date_and_a_safeguard_let_it(organisation: Organisation, facts: dict[str, Any]) -> None:
    assert codes(make(organisation, **facts)) == []


def test_bad_input_is_said_beside_its_field(organisation: Organisation) -> None:
    with pytest.raises(ValidationError) as refused:
        make(organisation, country="FRA", clauses=["goodwill"], ends_on=date(2025, 1, 1), deletion_proof="attestation")
    assert set(refused.value.message_dict) == {"country", "clauses", "ends_on", "deletion_proof"}
    make(organisation)
    with pytest.raises(ValidationError):
        make(organisation)


def test_a_suspension_stops_it_and_each_act_is_in_the_ledger(organisation: Organisation, ines: Member) -> None:
    made = make(organisation)
    with pytest.raises(ValidationError):
        suspend_processor(made, why="non", at=NOON, by=ines)
    suspend_processor(made, why="Il garde un fichier après la fin.", at=NOON, by=ines)
    assert codes(made) == ["suspended"]
    resume_processor(made, why="Il a prouvé la destruction.", at=NOON, by=ines)
    change_processor(made, at=NOON, by=ines, ends_on=TODAY)
    assert codes(made) == ["ended"]
    told = Entry.objects.filter(ledger=organisation.pk, kind__startswith="processor:").order_by("seq")
    assert [one.kind.partition(":")[2] for one in told] == ["declared", "suspended", "resumed", "changed"]


def test_no_letter_leaves_by_a_server_nobody_answers_for(brand: Brand) -> None:
    server = MailServer.objects.create(organisation=brand.organisation, brand=brand, host="smtp.routeur.example")
    with pytest.raises(CannotConnect) as refused:
        ways_of(brand, TODAY)
    assert "ni sous-traitant, ni vous-mêmes" in explain(refused.value)
    server.ours = True
    server.save()
    assert [way.host for way in ways_of(brand, TODAY)] == ["smtp.routeur.example"]


def test_no_letter_leaves_by_a_processor_from_the_day_its_contract_ends(brand: Brand) -> None:
    processor = make(brand.organisation, ends_on=TODAY)
    MailServer.objects.create(
        organisation=brand.organisation, brand=brand, host="smtp.routeur.example", processor=processor
    )
    assert len(ways_of(brand, TODAY - timedelta(days=1))) == 1
    with pytest.raises(CannotConnect):
        ways_of(brand, TODAY)
    MailServer.objects.create(organisation=brand.organisation, brand=brand, host="127.0.0.1")
    assert [way.host for way in ways_of(brand, TODAY)] == ["127.0.0.1"]
