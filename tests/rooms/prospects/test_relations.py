"""What she bought decides what the law lets us do: the record is only added to, and one reading of it serves them all."""

from datetime import date, timedelta

import polars as pl
import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from aval.campaigns.offers import aim_of
from aval.clearance.clearing import clear
from aval.clearance.holding import held
from aval.clearance.relations import relation_facts
from aval.evidence.models import Entry
from aval.prospects.models import Person, Provenance, Relation
from aval.prospects.relations import Fact, end_contract, record_relation, take_back, tie_of
from aval.prospects.uprooting import uproot
from tests.cast import NOON, TODAY, make_house, make_person, make_source

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


def told(person, category="", on=TODAY):
    rows = relation_facts(person.organisation_id, pl.Series([person.pk]), on, category)
    return rows.row(0, named=True) if rows.height else {}


def record(person, fact, on=TODAY, **more):
    more = {"product": "Logiciel de paie"} | more if fact in {Fact.ORDER, Fact.CONTRACT} else more
    return record_relation(person, fact, happened_on=on, at=NOON, by=None, **more)


def test_an_account_is_no_sale(dominique):
    record(dominique, Fact.ACCOUNT)
    assert told(dominique)["account_only"]
    assert not told(dominique)["sold"]
    assert not tie_of(dominique, TODAY).customer


def test_a_contract_is_current_until_its_end(dominique, alix):
    contract = record(dominique, Fact.CONTRACT, on=TODAY - YEAR)
    assert told(dominique, "logiciel de  paie")["offer_serves_contract"]
    assert not told(dominique, "formation")["offer_serves_contract"]
    assert told(dominique)["relationship_ended_on"] is None
    end_contract(contract, ended_on=TODAY, at=NOON, by=alix)
    assert not told(dominique)["current_contract"]
    assert told(dominique)["relationship_ended_on"] == TODAY
    assert told(dominique, on=TODAY - timedelta(days=1))["current_contract"]


def test_what_was_written_by_mistake_is_read_no_more_and_stays(dominique, alix):
    row = record(dominique, Fact.ORDER)
    take_back(row, at=NOON, by=alix)
    assert not tie_of(dominique, TODAY).customer
    assert not told(dominique).get("customer")
    assert Relation.objects.filter(pk=row.pk).exists()
    assert Entry.objects.filter(kind="relation:recorded").count() == 2


def test_the_base_refuses_to_change_a_fact(dominique):
    row = record(dominique, Fact.ORDER)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Relation.objects.filter(pk=row.pk).update(product="autre")


@pytest.mark.parametrize(
    ("fact", "more", "field"),
    [
        (Fact.ORDER, {"product": " "}, "product"),
        (Fact.ORDER, {"on": TODAY + timedelta(days=1)}, "happened_on"),
        (Fact.ORDER, {"ends_on": TODAY + YEAR}, "ends_on"),
        (Fact.CONTRACT, {"ends_on": TODAY}, "ends_on"),
        (Fact.MISTAKE, {}, "fact"),
    ],
)
def test_what_cannot_be_is_refused_by_field(dominique, fact, more, field):
    with pytest.raises(ValidationError) as refused:
        record(dominique, fact, **more)
    assert field in refused.value.message_dict


def consumer(organisation):
    """A consumer whose details she gave us herself."""
    source = make_source(organisation, code="achats", kind="own_form", collection_mode="direct")
    person = make_person(source, first_name="Claire", last_name="Duval", email="claire.duval@boite.example")
    point = person.contact_points.get()
    point.recipient_kind = "consumer"
    point.save()
    return person


def findings(offer, person):
    point = person.contact_points.get()
    source = person.provenances.get().source_id
    aim = aim_of(offer, TODAY)
    cleared = clear(
        [point.pk],
        aim=aim,
        source=source,
        channel="email",
        message_type="prospecting",
        message={},
        languages=(),
        at=NOON,
    )
    return cleared[point.pk]


def test_the_customer_exception_follows_the_sale(organisation, offer):
    """Art. L34-5 CPCE, fourth paragraph: an analogous product, sold by us, a refusal offered; each missing piece closes it."""
    claire = consumer(organisation)
    assert findings(offer, claire).facts.get("sold") in (None, False)
    sale = record(claire, Fact.ORDER, product=offer.category, refusal_offered=True)
    assert "soft-optin-incomplete" not in findings(offer, claire).findings
    assert "l345-no-consent" not in findings(offer, claire).findings
    take_back(sale, at=NOON, by=None)
    for wrong in ({"product": "tout autre chose"}, {"refusal_offered": None}, {"seller_siren": "000000034"}):
        sale = record(claire, Fact.ORDER, **{"product": offer.category, "refusal_offered": True} | wrong)
        assert "soft-optin-incomplete" in findings(offer, claire).findings, wrong
        take_back(sale, at=NOON, by=None)


def test_retention_of_a_customer_runs_from_the_end_of_the_relation(organisation, dominique):
    """Art. 5(1)(e) GDPR: collected long ago, she stays three years after the relation ended, and goes then."""
    Provenance.objects.filter(person=dominique).update(collected_on=TODAY - 5 * YEAR)
    Person.objects.filter(pk=dominique.pk).update(informed_at=NOON - 5 * YEAR, last_contact_from_at=None)

    def verdict():
        (window,) = held(organisation.pk, NOON)
        return window.filter(pl.col("person") == dominique.pk)["findings"].to_list()[0]

    assert verdict() == ["retention-expired"]
    contract = record(dominique, Fact.CONTRACT, on=TODAY - 5 * YEAR)
    assert "retention-expired" not in verdict()
    end_contract(contract, ended_on=TODAY - 2 * YEAR, at=NOON, by=None)
    assert "retention-expired" not in verdict()
    end_contract(contract, ended_on=TODAY - 4 * YEAR, at=NOON, by=None)
    assert verdict() == ["retention-expired"]


DAYS = st.integers(0, 6).map(lambda n: date(2026, 1, 1) + timedelta(days=n))
FACTS = st.lists(
    st.tuples(st.sampled_from(["account", "order", "contract", "ended", "over", "mistake"]), DAYS, DAYS), max_size=6
)


class OneReading(TestCase):
    """One person and a whole list are read alike."""

    @settings(max_examples=40)
    @given(facts=FACTS, on=DAYS)
    def test_the_two_readings_agree(self, facts, on):
        house = make_house(legal_name="Lecture", siren="000 000 042", domain="lecture.example", city="Lyon", members={})
        person = make_person(
            make_source(house.organisation, code="s"), first_name="A", last_name="B", email="a.b@lecture.example"
        )
        owned = []
        for fact, day, end in facts:
            if fact == "over" and any(row.fact == "contract" for row in owned):
                contract = next(row for row in owned if row.fact == "contract")
                end_contract(contract, ended_on=max(day, contract.happened_on), at=NOON, by=None)
            elif fact == "mistake" and owned:
                take_back(owned[-1], at=NOON, by=None)
            elif fact in {"account", "order", "contract", "ended"}:
                more = {"ends_on": end} if fact == "contract" and end > day else {}
                owned.append(record(person, fact, on=day, **more))
        tie, read = tie_of(person, on), told(person, on=on)
        assert (tie.customer, tie.account_only, tie.current, tie.ended_on) == (
            read.get("customer", False), read.get("account_only", False), read.get("current_contract", False), read.get("relationship_ended_on"),
        )  # fmt: skip


def test_it_all_goes_when_she_is_forgotten(organisation, dominique, alix):
    contract = record(dominique, Fact.CONTRACT)
    end_contract(contract, ended_on=TODAY, at=NOON, by=alix)
    uproot(Person.objects.filter(pk=dominique.pk))
    assert not Relation.objects.exists()
