"""People asked about by address: the same law as everywhere, strangers told apart, nothing of another house."""

import pytest

from aval.accounts.models import Brand, Organisation
from aval.clearance.aims import Aim
from aval.clearance.answering import speak
from aval.clearance.asking import ask
from aval.clearance.gathering import Contact
from aval.clearance.models import Clearance
from aval.prospects.models import Person, Source
from aval.prospects.objecting import object_to
from tests.cast import NOON, House, make_person

pytestmark = pytest.mark.django_db
DOMINIQUE = "dominique.vasseur@kermeur.example"


@pytest.fixture
def contact(aim: Aim) -> Contact:
    return Contact(aim=aim, channel="email", message_type="prospecting", at=NOON, message={})


def told(contact: Contact, values: list[str], language: str = "fr") -> list[dict]:
    """Each answer in words, under the value asked about."""
    asked = ask(contact, values)
    return [
        {"value": value, "error": line["refusal"], "person": line["person"]}
        | (speak(asked.decisions[line["decision"]], language) if line["decision"] is not None else {})
        for value, line in zip(values, asked.lines.iter_rows(named=True), strict=True)
    ]


def codes(answer: dict) -> list[str]:
    return [reason["code"] for reason in answer["reasons"]]


def test_known_and_unknown_are_answered_in_order(contact: Contact, dominique: Person) -> None:
    unknown, known, unreadable = told(contact, ["personne@nulle-part.example", DOMINIQUE.upper(), "pas une adresse"])
    assert (unknown["verdict"], codes(unknown)) == ("refuse", ["no-source"])
    assert (known["verdict"], known["basis"], known["reasons"]) == ("allow", "b2b-doctrine", [])
    assert known["value"] == DOMINIQUE.upper()
    assert "why-you" in known["obligations"]
    assert known["law"] == unknown["law"]
    assert unreadable["error"] == "no-at"
    assert not Clearance.objects.exists()


def test_a_refusal_says_what_it_hangs_on(contact: Contact, source: Source) -> None:
    make_person(source, email="nurse@clinique.example", title="Cadre de santé", function="sante")
    (answer,) = told(contact, ["nurse@clinique.example"], "en")
    (reason,) = answer["reasons"]
    assert (reason["code"], reason["rule"], reason["outcome"]) == ("function-outside", "relevance", "forbidden")
    assert reason["unlock"] == "An offer for this function."


def test_who_objected_is_told_so_though_she_is_no_longer_here(
    contact: Contact, organisation: Organisation, dominique: Person
) -> None:
    object_to(organisation, DOMINIQUE, origin="spoken", heard_at=NOON, at=NOON)
    assert codes(told(contact, [DOMINIQUE])[0]) == ["objected"]
    object_to(organisation, "partie@ailleurs.example", origin="spoken", heard_at=NOON, at=NOON)
    object_to(organisation, "societe-fermee.example", scope="domain", origin="spoken", heard_at=NOON, at=NOON)
    gone, of_domain = told(contact, ["partie@ailleurs.example", "qui@mail.societe-fermee.example"])
    assert codes(gone) == codes(of_domain) == ["objected"]


def test_a_domain_that_objected_stops_what_stands_before_it_too(
    contact: Contact, organisation: Organisation, source: Source
) -> None:
    make_person(source, email="ana.ruiz@paris.kermeur.example")
    make_person(source, email="eve.roy@kermeur.example", first_name="Eve")
    make_person(source, email="luc.roy@kermeur-autre.example", first_name="Luc")
    object_to(organisation, "kermeur.example", scope="domain", origin="spoken", heard_at=NOON, at=NOON)
    asked = ["ana.ruiz@paris.kermeur.example", "eve.roy@kermeur.example", "luc.roy@kermeur-autre.example"]
    assert [answer["verdict"] for answer in told(contact, asked)] == ["refuse", "refuse", "allow"]


def test_colleagues_count_for_each_other(contact: Contact, source: Source) -> None:
    for number in range(8):
        make_person(source, email=f"p{number}@grande.example", company="Grande")
    answers = told(contact, [f"p{number}@grande.example" for number in range(8)])
    crowded = [answer for answer in answers if answer["verdict"] == "refuse"]
    assert 0 < len(crowded) < len(answers)
    assert all(codes(answer) == ["company-crowded"] for answer in crowded)
    assert all(answer["reasons"][0]["outcome"] == "action_first" for answer in crowded)


def test_another_house_is_a_stranger(contact: Contact, maison_sud: House, brand: Brand) -> None:
    (answer,) = told(contact, ["octave.lemoine@chez-chloe.example"])
    assert codes(answer) == ["no-source"]


def test_queries_do_not_grow(contact: Contact, source: Source, django_assert_max_num_queries: object) -> None:
    for number in range(12):
        make_person(source, email=f"p{number}@societe-{number}.example")
    for size in (2, 12):
        with django_assert_max_num_queries(20):
            ask(contact, [f"p{number}@societe-{number}.example" for number in range(size)])
