"""Her rows are found, and nobody else's."""

import pytest

from aval import evidence
from aval.prospects.holdings import holdings
from aval.prospects.models import Person
from aval.prospects.objecting import object_to
from tests.cast import NOON, make_person, make_source

pytestmark = pytest.mark.django_db


def held_about(person: Person) -> dict[str, int]:
    her = Person.objects.filter(pk=person.pk)
    return {holding.model.__name__: holding.of(her).count() for holding in holdings() if holding.of(her).exists()}


def test_what_is_held_of_one_is_not_held_of_another(organisation, dominique, maison_sud):
    colleague = make_person(dominique.provenances.get().source, email="paul.petit@kermeur.example")
    before = held_about(colleague)
    object_to(organisation, dominique, origin="spoken", heard_at=NOON, at=NOON)
    evidence.record(
        organisation.pk, "classification:corrected", {"what": "fonction"}, at=NOON, subject=f"person:{dominique.pk}"
    )
    hers = held_about(dominique)
    assert hers["Objection"] >= 1
    assert hers["Entry"] >= 1
    assert {"Person": 1, "ContactPoint": 1, "Provenance": 1}.items() <= hers.items()
    assert held_about(colleague) == before


def test_an_opposition_that_names_nobody_is_found_by_its_fingerprint(organisation):
    object_to(organisation, "lea.roux@kermeur.example", origin="import", heard_at=NOON, at=NOON)
    her = make_person(make_source(organisation), email="lea.roux@kermeur.example")
    assert held_about(her)["Objection"] == 1


def test_another_house_keeps_its_own(organisation, maison_sud):
    her = make_person(make_source(organisation), email="lea.roux@kermeur.example")
    object_to(maison_sud.organisation, "lea.roux@kermeur.example", origin="import", heard_at=NOON, at=NOON)
    assert "Objection" not in held_about(her)
