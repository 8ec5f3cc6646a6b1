"""People come one by one through the same mill as a list, and a stranger's word changes nobody."""

from datetime import timedelta

import pytest

from aval.prospects.entering import Entry, enter
from aval.prospects.models import ContactPoint, Person, Source
from aval.prospects.objecting import object_to
from tests.cast import NOON, TODAY, make_source


@pytest.fixture
def form(organisation):
    return make_source(
        organisation,
        supplier=False,
        kind=Source.Kind.OWN_FORM,
        collection_mode="direct",
        basis="consent",
        address_origin="given",
    )


def typed(*, believed=False, **fields):
    return Entry(fields, TODAY, believed)


def test_somebody_new_is_classified_and_has_her_source(form):
    (done,) = enter(
        form,
        [typed(email="ana.ruiz@kermeur.example", first_name="Ana", last_name="Ruiz", title="DRH", company="Kermeur")],
        at=NOON,
    )
    person = Person.objects.get(pk=done.person)
    assert (done.created, person.first_name, person.function, person.company.name) == (True, "Ana", "rh", "Kermeur")
    assert person.contact_points.get().recipient_kind == "pro_nominative"
    provenance = person.provenances.get()
    assert (provenance.source, provenance.run, provenance.collected_on) == (form, None, TODAY)


def test_a_stranger_changes_nothing_of_somebody_known(form, dominique):
    before = Person.objects.filter(pk=dominique.pk).values().get()
    (done,) = enter(
        form,
        [
            typed(
                email="dominique.vasseur@kermeur.example",
                first_name="Zoé",
                title="Stagiaire",
                company="Autre",
                mobile="06 39 98 12 34",
            )
        ],
        at=NOON + timedelta(days=1),
    )
    assert (done.person, done.created) == (dominique.pk, False)
    assert Person.objects.filter(pk=dominique.pk).values().get() == before
    assert dominique.contact_points.count() == 1
    assert set(dominique.provenances.values_list("source", flat=True)) >= {form.pk}


def test_a_name_alone_is_nobody_known(form, dominique):
    (done,) = enter(
        form,
        [typed(email="autre@ailleurs.example", first_name="Dominique", last_name="Vasseur", company="Kermeur")],
        at=NOON,
    )
    assert done.person != dominique.pk
    assert not dominique.contact_points.filter(normal="autre@ailleurs.example").exists()


def test_believed_she_is_completed(form, dominique):
    enter(form, [typed(email="dominique.vasseur@kermeur.example", mobile="06 39 98 12 34", believed=True)], at=NOON)
    assert dominique.contact_points.filter(normal="+33639981234").exists()


def test_each_line_has_its_own_answer(form):
    entries = [typed(email="a@b"), typed(email="eve.roy@kermeur.example"), typed(), typed(mobile="06 39 98 12 35")]
    first, second, third, fourth = enter(form, entries, at=NOON)
    assert (first.refused[:8], third.refused) == ("address-", "no-address")
    assert second.person and fourth.person and second.person != fourth.person  # noqa: PT018  ids


def test_who_said_stop_comes_herself_and_stays_stopped(form, dominique, organisation):
    object_to(organisation, "dominique.vasseur@kermeur.example", origin="spoken", heard_at=NOON, at=NOON)
    (done,) = enter(form, [typed(email="dominique.vasseur@kermeur.example")], at=NOON)
    assert done.person == dominique.pk
    assert ContactPoint.objects.of(organisation).count() == 1
