"""Put right what she says is wrong; what she stopped stays stopped, and those who had it are told."""

import pytest

from aval.accounts.models import Member, Organisation
from aval.prospects.amending import NotAmendable
from aval.prospects.fingerprints import fingerprint
from aval.prospects.models import Objection, Person, Source
from aval.prospects.objecting import object_to
from aval.rights.cases import NotForThisCase, open_case
from aval.rights.models import Case, Recipient, Telling
from aval.rights.rectifying import rectify
from tests.cast import NOON, make_person


@pytest.fixture
def case(organisation: Organisation, dominique: Person) -> Case:
    return open_case(organisation, "rectification", door="telephone", received_at=NOON, at=NOON, person=dominique)


def test_name_title_and_address_are_put_right(case: Case, dominique: Person, ines: Member) -> None:
    changes = {
        "last_name": "Vasseur-Le Goff",
        "title": "Directrice des ressources humaines",
        "email": "d.legoff@kermeur.example",
    }
    assert set(rectify(case, changes, at=NOON, by=ines)) == set(changes)
    dominique.refresh_from_db()
    assert (dominique.last_name, dominique.function) == ("Vasseur-Le Goff", "rh")
    point = dominique.contact_points.get()
    assert (point.value, point.fingerprint) == (
        "d.legoff@kermeur.example",
        fingerprint("email", "d.legoff@kermeur.example"),
    )
    assert case.steps.filter(act="corrected").count() == 1


def test_nothing_wrong_changes_nothing(case: Case) -> None:
    assert rectify(case, {"first_name": "Dominique"}, at=NOON) == ()
    assert not case.steps.filter(kind="done").exists()


def test_what_she_stopped_stays_stopped_at_her_new_address(
    case: Case, organisation: Organisation, dominique: Person
) -> None:
    object_to(organisation, dominique, origin="link", heard_at=NOON, at=NOON)
    rectify(case, {"email": "d.legoff@kermeur.example", "last_name": "Le Goff"}, at=NOON)
    dominique.refresh_from_db()
    marks = set(Objection.objects.values_list("kind", "fingerprint"))
    assert ("email", fingerprint("email", "d.legoff@kermeur.example")) in marks
    assert ("email", fingerprint("email", "dominique.vasseur@kermeur.example")) in marks
    assert dominique.identity is None or ("identity", dominique.identity) in marks


def test_an_address_of_somebody_else_is_refused(case: Case, source: Source) -> None:
    make_person(source, email="nadia.perrin@kermeur.example", first_name="Nadia", last_name="Perrin")
    with pytest.raises(NotAmendable, match="taken"):
        rectify(case, {"email": "nadia.perrin@kermeur.example"}, at=NOON)
    with pytest.raises(NotAmendable):
        rectify(case, {"email": "nadia.perrin@"}, at=NOON)
    assert case.person.contact_points.get().value == "dominique.vasseur@kermeur.example"


def test_recipients_are_to_be_told_of_both_addresses(case: Case, organisation: Organisation) -> None:
    Recipient.objects.create(
        organisation=organisation,
        name="Routeur Ouest",
        kind="processor",
        contact="x@routeur.example",
        since=NOON.date(),
    )
    rectify(case, {"email": "d.legoff@kermeur.example"}, at=NOON)
    telling = Telling.objects.get()
    assert (telling.act, len(telling.prints), telling.told_at) == ("rectified", 2, None)
    assert case.steps.filter(act="told-recipients").exists()


def test_nobody_cannot_be_put_right(organisation: Organisation) -> None:
    stranger = open_case(
        organisation, "rectification", door="page", received_at=NOON, at=NOON, contact="x@inconnue.example"
    )
    with pytest.raises(NotForThisCase, match="nobody"):
        rectify(stranger, {"first_name": "Rose"}, at=NOON)
