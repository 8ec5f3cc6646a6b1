"""Visits followed with consent: nothing before, hers only once she confirmed, gone when she takes it back; a score one can read."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from aval.accounts.models import Brand, Organisation
from aval.collection.following import (
    CONFIRMED_WITHIN,
    accept_visits,
    agreed_by,
    behaviour_of,
    declare_site,
    digest_of,
    drop_withdrawn,
    join,
    refuse_visits,
    see,
    state_of,
    untie_unconfirmed,
    visitor_of,
)
from aval.collection.held import HELD
from aval.collection.models import Behaviour, Score, Site, Visitor
from aval.collection.publishing import publish
from aval.collection.receiving import receive
from aval.collection.scoring import count_all, count_score, factors, keep_score
from aval.collection.settling import settle
from aval.prospects.consenting import confirm, withdraw
from aval.prospects.models import Consent, Person
from aval.prospects.objecting import object_to
from tests.cast import NOON
from tests.rooms.collection.conftest import make_form, sent

pytestmark = pytest.mark.django_db
WEB = Consent.Purpose.WEB_TRACKING


@pytest.fixture
def site(brand: Brand) -> Site:
    return declare_site(
        brand.organisation, name="Vitrine", brand=brand, origins=["https://atelier-nord.example/x"], at=NOON, by=None
    )


def visit(site: Site) -> Visitor:
    found = visitor_of(site, accept_visits(site, NOON) or "", NOON)
    assert found is not None
    return found


def come(brand: Brand, visitor: Visitor | None, **changes: Any) -> Person:
    """She sends a form whose notice tells of the score, from the browser of this visitor."""
    version = publish(make_form(brand, **{"scored": True, **changes}), by=None, at=NOON)
    around = {"visitor": visitor.digest} if visitor else {}
    receive(version, sent(version), door="form", at=NOON, circumstances=around)
    settle(NOON)
    return Person.objects.latest("pk")


def confirmed(person: Person) -> None:
    waits = Consent.objects.get(person=person, purpose=WEB, act="given")
    confirm(person.organisation, waits.evidence, [waits.pk], at=NOON)


def test_a_site_says_where_it_is_and_only_https(brand: Brand, site: Site) -> None:
    assert site.origins == ["https://atelier-nord.example"]
    for wrong in ([], ["http://atelier-nord.example"], ["atelier-nord.example"]):
        with pytest.raises(ValidationError):
            declare_site(brand.organisation, name="V", brand=brand, origins=wrong, at=NOON, by=None)


def test_a_choice_holds_six_months_to_the_day(site: Site) -> None:
    word = accept_visits(site, NOON) or ""
    assert visitor_of(site, word, NOON.replace(year=2027, month=5, day=23, hour=10))
    assert not visitor_of(site, word, NOON.replace(year=2027, month=5, day=23, hour=12))
    assert not visitor_of(site, "x" * 32, NOON)
    assert Visitor.objects.get().digest == digest_of(word)


def test_what_is_kept_is_a_path_and_an_instant(site: Site) -> None:
    visitor = visit(site)
    see(visitor, "page", "https://atelier-nord.example/tarifs?email=dominique@kermeur.example#x", NOON)
    see(visitor, "download", "/paie.pdf", NOON)
    assert list(Behaviour.objects.values_list("kind", "what")) == [("page", "/tarifs"), ("download", "/paie.pdf")]


def test_a_form_joins_the_visitor_and_she_confirms_before_it_counts(brand: Brand, site: Site) -> None:
    visitor = visit(site)
    see(visitor, "page", "/tarifs", NOON)
    person = come(brand, visitor)
    hers = behaviour_of(Person.objects.filter(pk=person.pk))
    assert [one.what for one in hers] == ["/tarifs"]
    assert state_of(person, WEB) == "pending"
    assert agreed_by(person) == frozenset()
    assert "page" not in {one.code for one in count_score(person, NOON).factors}
    confirmed(person)
    assert agreed_by(person) == {"page", "download"}
    assert "page" in {one.code for one in count_score(person, NOON).factors}


def test_who_never_confirms_is_nobody_again(brand: Brand, site: Site, organisation: Organisation) -> None:
    visitor = visit(site)
    come(brand, visitor)
    assert untie_unconfirmed(organisation, NOON + CONFIRMED_WITHIN) == 0
    assert untie_unconfirmed(organisation, NOON + CONFIRMED_WITHIN + timedelta(seconds=1)) == 1
    visitor.refresh_from_db()
    assert visitor.person is None


def test_without_a_visitor_a_form_asks_nothing_of_visits(brand: Brand, site: Site) -> None:
    visit(site)
    person = come(brand, None)
    assert state_of(person, WEB) == ""
    assert not Visitor.objects.filter(person=person).exists()


def test_withdrawn_is_deleted_and_nothing_more_is_written(brand: Brand, site: Site, organisation: Organisation) -> None:
    visitor = visit(site)
    person = come(brand, visitor)
    confirmed(person)
    visitor.refresh_from_db()
    assert see(visitor, "page", "/tarifs", NOON)
    withdraw(organisation, person, purpose=WEB, door="her_page", acted_at=NOON, at=NOON)
    visitor = Visitor.objects.select_related("person").get()
    assert not see(visitor, "page", "/encore", NOON)
    assert drop_withdrawn(Person.objects.all()) == 1
    assert not Behaviour.objects.exists()
    assert not Visitor.objects.exists()


def test_refusing_on_the_strip_is_a_withdrawal_on_record(dominique: Person, site: Site) -> None:
    visitor = visit(site)
    see(visitor, "page", "/tarifs", NOON)
    join(visitor, dominique, by="link", at=NOON)
    assert state_of(dominique, WEB) == "given"
    refuse_visits(Visitor.objects.select_related("person", "site__organisation").get(), NOON)
    assert state_of(dominique, WEB) == "withdrawn"
    assert not Behaviour.objects.exists()


def test_no_score_in_secret(brand: Brand) -> None:
    """SAN-2021-012 Monsanto: graded without being told."""
    person = come(brand, None, scored=False)
    assert keep_score(person, NOON).none == "untold"
    assert not Score.objects.exists()


def test_a_score_is_its_factors_each_within_its_days_and_its_most(brand: Brand, site: Site) -> None:
    visitor = visit(site)
    for _ in range(15):
        see(visitor, "page", "/tarifs", NOON)
    person = come(brand, visitor)
    confirmed(person)
    counted = keep_score(person, NOON)
    assert {one.code: one.points for one in counted.factors} == {"document": 15, "page": factors()["page"]["most"]}
    assert counted.points == sum(one.points for one in counted.factors) == Score.objects.get().points
    later = NOON + timedelta(days=factors()["page"]["days"])
    assert {one.code for one in count_score(person, later - timedelta(seconds=1)).factors} == {"document", "page"}
    assert {one.code for one in count_score(person, later).factors} == {"document"}


@pytest.mark.parametrize("channel", ["", "email", "profiling"])
def test_her_objection_stops_the_score(brand: Brand, organisation: Organisation, channel: str) -> None:
    person = come(brand, None)
    assert count_all(organisation, NOON) == 1
    object_to(organisation, person, channel=channel, origin="page", heard_at=NOON, at=NOON)
    assert keep_score(person, NOON).none == "objected"
    assert not Score.objects.exists()


def test_all_of_it_goes_with_her(brand: Brand, site: Site) -> None:
    visitor = visit(site)
    see(visitor, "page", "/tarifs", NOON)
    person = come(brand, visitor)
    keep_score(person, NOON)
    for holding in HELD:
        if holding.forget:
            holding.forget(Person.objects.filter(pk=person.pk), NOON)
    assert not Behaviour.objects.exists()
    assert not Visitor.objects.exists()
    assert not Score.objects.exists()
