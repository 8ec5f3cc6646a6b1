"""The cast stands as its stories say."""

import pytest

from aval.accounts.models import Member
from aval.prospects.models import Objection, Person
from tests.cast import House


@pytest.mark.django_db
def test_two_houses_two_lives(atelier_nord: House, maison_sud: House, dominique: Person, chloe: Member) -> None:
    assert Person.objects.of(atelier_nord.organisation).get() == dominique
    assert Person.objects.of(maison_sud.organisation).count() == 3
    assert Objection.objects.of(maison_sud.organisation).exists()
    assert not Objection.objects.of(atelier_nord.organisation).exists()
    assert chloe.organisation == maison_sud.organisation
