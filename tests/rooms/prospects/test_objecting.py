"""An objection is immediate, wide, repeatable, and nobody can take it back."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from aval.evidence.models import Entry
from aval.prospects.fingerprints import fingerprint
from aval.prospects.models import Company, ContactPoint, Objection, Person
from aval.prospects.objecting import NotObjectable, object_to
from tests.cast import NOON

HEARD = {"origin": "spoken", "heard_at": NOON - timedelta(hours=2), "at": NOON}


@pytest.fixture
def known(organisation):
    """Dominique at Kermeur: an address, a line, a mobile."""
    company = Company.objects.create(organisation=organisation, key="kermeur", name="Kermeur")
    person = Person.objects.create(
        organisation=organisation, company=company, identity=fingerprint("identity", "dominique"), created_at=NOON
    )
    for medium, normal in (
        ("email", "dominique@kermeur.example"),
        ("phone", "+33199001234"),
        ("phone", "+33639981234"),
    ):
        ContactPoint.objects.create(
            organisation=organisation,
            person=person,
            medium=medium,
            value=normal,
            normal=normal,
            fingerprint=fingerprint(medium, normal),
        )
    return person


def stopped(organisation, **facts):
    return set(Objection.objects.of(organisation).filter(**facts).values_list("kind", "fingerprint", "channel"))


def test_by_default_all_she_has_is_stopped_on_every_channel(organisation, known):
    receipt = object_to(organisation, " Dominique@Kermeur.EXAMPLE ", **HEARD)
    expected = {(point.medium, point.fingerprint, "") for point in known.contact_points.all()}
    assert stopped(organisation) == expected | {("identity", known.identity, "")}
    assert set(Objection.objects.values_list("person", flat=True)) == {known.pk}
    assert (receipt.marks, receipt.repeated, receipt.heard_at) == (
        ("email", "identity", "phone"),
        False,
        HEARD["heard_at"],
    )
    assert Entry.objects.get(ledger=organisation.pk, seq=receipt.entry).kind == "objection:recorded"


def test_saying_it_again_gives_the_same_receipt_and_nothing_more(organisation, known):
    first = object_to(organisation, "dominique@kermeur.example", **HEARD)
    entries, rows = Entry.objects.count(), Objection.objects.count()
    again = object_to(organisation, "dominique+x@kermeur.example", **HEARD | {"at": NOON + timedelta(days=3)})
    narrower = object_to(organisation, "dominique@kermeur.example", channel="email", scope="address", **HEARD)
    assert again.entry == narrower.entry == first.entry
    assert again.recorded_at == first.recorded_at
    assert again.repeated
    assert (Entry.objects.count(), Objection.objects.count()) == (entries, rows)


def test_a_narrow_objection_then_a_wider_one(organisation, known, brand):
    object_to(organisation, "dominique@kermeur.example", channel="email", brand=brand, scope="address", **HEARD)
    assert len(stopped(organisation)) == 1
    wider = object_to(organisation, "dominique@kermeur.example", channel="email", **HEARD)
    assert not wider.repeated
    assert stopped(organisation, brand=None) == {
        ("email", fingerprint("email", "dominique@kermeur.example"), "email"),
        ("identity", known.identity, "email"),
    }


def test_somebody_we_do_not_know_may_object(organisation):
    object_to(organisation, "01 99 00 55 66", **HEARD)
    object_to(organisation, "inconnue@ailleurs.example", **HEARD)
    assert {kind for kind, *_ in stopped(organisation)} == {"phone", "email"}


def test_a_shared_number_stops_the_number_and_nobody_else_s_address(organisation, known):
    other = Person.objects.create(organisation=organisation, created_at=NOON)
    ContactPoint.objects.create(
        organisation=organisation,
        person=other,
        medium="phone",
        value="x",
        normal="+33199001234",
        fingerprint=fingerprint("phone", "+33199001234"),
    )
    object_to(organisation, "0199001234", **HEARD)
    assert stopped(organisation) == {("phone", fingerprint("phone", "+33199001234"), "")}


def test_one_person_s_objection_leaves_the_shared_number_to_the_others(organisation, known):
    """T5: one person's opt-out does not stop the others."""
    other = Person.objects.create(organisation=organisation, created_at=NOON)
    ContactPoint.objects.create(
        organisation=organisation,
        person=other,
        medium="phone",
        value="x",
        normal="+33199001234",
        fingerprint=fingerprint("phone", "+33199001234"),
    )
    object_to(organisation, known, **HEARD)
    assert fingerprint("phone", "+33199001234") not in {mark for _, mark, _ in stopped(organisation)}
    assert len(stopped(organisation)) == 3


def test_an_employer_objects_for_its_domain(organisation, known):
    object_to(organisation, "mail.kermeur.example", scope="domain", **HEARD)
    assert stopped(organisation) == {("domain", fingerprint("domain", "kermeur.example"), "")}
    with pytest.raises(NotObjectable, match="no-domain-of-its-own"):
        object_to(organisation, "gmail.com", scope="domain", **HEARD)
    with pytest.raises(NotObjectable):
        object_to(organisation, "pas une adresse", **HEARD)


def test_one_organisation_s_objection_is_not_another_s(organisation, known, maison_sud):
    before = Objection.objects.of(maison_sud.organisation).count()
    object_to(organisation, "yasmine.garance@chez-chloe.example", **HEARD)
    assert Objection.objects.of(maison_sud.organisation).count() == before
    assert set(Objection.objects.of(organisation).values_list("person", flat=True)) == {None}


def test_the_base_refuses_to_take_an_objection_back(organisation, known):
    object_to(organisation, "dominique@kermeur.example", **HEARD)
    for act in (
        lambda: Objection.objects.all().delete(),
        lambda: Objection.objects.update(channel="post"),
        lambda: Objection.objects.update(fingerprint="x"),
    ):
        with pytest.raises(DatabaseError, match="never taken back"), transaction.atomic():
            act()
    known.delete()
    assert set(Objection.objects.values_list("person", flat=True)) == {None}


def test_it_costs_the_same_queries_whatever_the_person_has(organisation, known, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        object_to(organisation, "dominique@kermeur.example", **HEARD)
