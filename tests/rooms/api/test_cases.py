"""A program records a request, reads where it stands, and takes the file of everything held."""

import pytest

from aval.accounts.models import Member, Organisation
from aval.prospects.models import Person
from aval.rights.models import Case
from tests.cast import NOON, House, make_person, make_source
from tests.rooms.api.conftest import code

pytestmark = pytest.mark.django_db


def test_recorded_once_and_read(key_of, dominique: Person, alix: Member, ines: Member) -> None:
    caller = key_of(alix)
    asked = {"right": "access", "contact": "dominique.vasseur@kermeur.example", "received_at": NOON.isoformat()}
    made = caller.post("/cases", asked)
    assert made.status_code == 201
    assert (made.json()["person"], made.json()["due_on"], made.json()["answered_at"]) == (
        dominique.pk,
        "2026-12-23",
        None,
    )
    assert caller.post("/cases", asked).json()["id"] == made.json()["id"]
    assert caller.get("/cases").json()["items"][0] == caller.get(f"/cases/{made.json()['id']}").json()
    assert caller.get(f"/cases/{made.json()['id']}/access").status_code == 403
    file = key_of(ines).get(f"/cases/{made.json()['id']}/access").json()
    assert file["parts"]["prospects.person"][0]["last_name"] == "Vasseur"


def test_nothing_comes_from_the_future_nor_leaves_without_a_name(
    key_of, organisation: Organisation, ines: Member, maison_sud: House
) -> None:
    caller = key_of(ines)
    assert caller.post("/cases", {"right": "access", "received_at": "2099-01-01T00:00:00Z"}).status_code == 422
    assert caller.post("/cases", {"right": "telepathy"}).status_code == 422
    stranger = make_person(
        make_source(maison_sud.organisation), email="x@kermeur.example", first_name="X", last_name="Y"
    )
    assert caller.post("/cases", {"right": "access", "person": stranger.pk}).status_code == 404
    vague = make_source(organisation, code="vague", name="Un organisme spécialisé dans l’enrichissement", holder="")
    rose = make_person(vague, email="rose@kermeur.example", first_name="Rose", last_name="B")
    number = caller.post("/cases", {"right": "access", "person": rose.pk}).json()["id"]
    assert code(caller.get(f"/cases/{number}/access")) == "vague-source"
    assert Case.objects.count() == 1
