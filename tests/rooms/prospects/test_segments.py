"""Segments: a closed grammar, one condition, a count one can trust or that says it is a guess."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from aval.evidence.models import Entry
from aval.prospects import segments
from aval.prospects.criteria import criteria
from aval.prospects.models import Company, Person, Provenance
from aval.prospects.relations import Fact, record_relation, take_back
from aval.prospects.segments import (
    count_people,
    drop_segment,
    keep_segment,
    people_in,
    people_of,
    read_rules,
    segments_of,
)
from aval.prospects.stages import Code, move_to
from tests.cast import NOON, TODAY, make_person, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd(organisation):
    """Twelve people of two lists: functions, cities and dates in turn."""
    people = []
    for number in range(12):
        source = (
            make_source(organisation, code=f"liste-{number % 2}")
            if number < 2
            else people[number % 2].provenances.get().source
        )
        person = make_person(
            source, first_name="P", last_name=f"N{number:02}", email=f"p.n{number}@societe{number}.example"
        )
        Person.objects.filter(pk=person.pk).update(
            function=["finance", "hr", "it"][number % 3], last_contact_from_at=NOON - timedelta(days=number * 10)
        )
        Company.objects.filter(people=person).update(
            city=["LILLE", "Lyon"][number % 2],
            postcode=["59000", "69003", "20090"][number % 3],
            naf="6201Z" if number < 6 else "4711F",
        )
        people.append(person)
    return people


def names(organisation, *rules):
    found = people_of(organisation.pk, read_rules(list(rules)), NOON)
    return sorted(int(person.last_name[1:]) for person in found)


def test_each_condition_means_what_it_says(organisation, crowd, alix):
    assert names(organisation, {"about": "function", "is": ["finance"]}) == [0, 3, 6, 9]
    assert names(organisation, {"about": "function", "is_not": ["finance", "hr"]}) == [2, 5, 8, 11]
    assert names(organisation, {"about": "city", "is": ["lille"]}) == [0, 2, 4, 6, 8, 10]
    assert names(organisation, {"about": "department", "is": ["2A", "69"]}) == [1, 2, 4, 5, 7, 8, 10, 11]
    assert names(organisation, {"about": "department", "is": ["2B"]}) == []
    assert names(organisation, {"about": "naf", "is": ["62"]}) == [0, 1, 2, 3, 4, 5]
    assert names(organisation, {"about": "source", "is": ["liste-1"]}, {"about": "function", "is": ["hr"]}) == [1, 7]
    assert names(organisation, {"about": "heard", "within": 35}) == [0, 1, 2, 3]
    assert names(organisation, {"about": "heard", "beyond": 95}) == [10, 11]
    assert names(organisation, {"about": "solicited", "within": 30}) == []
    move_to(crowd[4], Code.TALKING, at=NOON, by=alix)
    assert names(organisation, {"about": "stage", "is": ["talking"]}) == [4]
    assert 4 not in names(organisation, {"about": "stage", "is": ["prospect"]})
    sale = record_relation(crowd[5], Fact.ORDER, happened_on=TODAY, product="paie", at=NOON, by=alix)
    assert names(organisation, {"about": "bought", "is": ["yes"]}) == [5]
    take_back(sale, at=NOON, by=alix)
    assert names(organisation, {"about": "bought", "is": ["yes"]}) == []
    assert len(names(organisation, {"about": "bought", "is": ["no"]})) == 12


def test_every_question_can_be_asked_both_ways_and_leaves_nobody_out(organisation, crowd):
    """A condition and its contrary share out the base, whatever it asks; so they do along another table."""
    for one in criteria().values():
        offered = [code for code, _label in one.choices(organisation)][:1] if one.choices else ["6"]
        yes, no = ("within", "beyond") if one.kind == "days" else ("is", "is_not")
        given = 40 if one.kind == "days" else offered or ["rien"]
        found = [
            set(people_of(organisation.pk, [{"about": one.code, verb: given}], NOON).values_list("pk", flat=True))
            for verb in (yes, no)
        ]
        assert not found[0] & found[1], one.code
        assert len(found[0] | found[1]) == 12, one.code
        along = Provenance.objects.of(organisation).filter(
            segments.condition_of(organisation.pk, [{"about": one.code, yes: given}], NOON, "person__")
        )
        assert set(along.values_list("person", flat=True)) == found[0], one.code


@pytest.mark.parametrize(
    "rule",
    [
        {"about": "astrology", "is": ["lion"]},
        {"about": "function"},
        {"about": "function", "is": []},
        {"about": "function", "is": [1]},
        {"about": "function", "is": ["hr"], "or": 1},
        {"about": "function", "within": 3},
        {"about": "heard", "is": ["x"]},
        {"about": "heard", "within": True},
        {"about": "heard", "within": 0},
        "function = hr",
    ],
)
def test_the_grammar_is_closed(rule):
    with pytest.raises(ValidationError):
        read_rules([rule])


def test_a_segment_is_kept_counted_and_proved(organisation, crowd, alix, maison_sud):
    row = keep_segment(
        organisation, name="Finance de Lille", rules=[{"about": "function", "is": ["finance"]}], by=alix, at=NOON
    )
    assert (row.code, row.people) == ("finance-de-lille", 4)
    assert people_in(row, NOON).count() == 4
    assert Entry.objects.filter(kind="segment:kept").count() == 1
    with pytest.raises(ValidationError) as refused:
        keep_segment(organisation, name=" ", rules=[], by=alix, at=NOON)
    assert set(refused.value.message_dict) == {"name", "rules"}
    drop_segment(row, by=alix, at=NOON)
    assert not segments_of(organisation).exists()


def test_a_large_base_is_counted_from_a_sample_that_says_so(
    organisation, crowd, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(segments, "SMALL", 5)
    with django_assert_max_num_queries(5):
        count = count_people(organisation.pk, [{"about": "function", "is": ["finance"]}], NOON)
    assert (count.people, count.exact, count.seen) == (4, False, 12)
    with django_assert_max_num_queries(1):
        assert count_people(organisation.pk, [{"about": "stage", "is": ["talking"]}], NOON).exact
