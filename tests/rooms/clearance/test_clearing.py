"""One claim: the facts of the minute, a decision kept, an entry of evidence, and the stop of whoever objected."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from aval.accounts.models import Brand, Member
from aval.clearance.models import Clearance, Verdict
from aval.clearance.settling import settle
from aval.evidence.models import Entry
from aval.prospects.models import ContactPoint, Objection, Person, Source
from aval.prospects.objecting import object_to
from aval.prospects.sources import resume_source, suspend_source
from tests.cast import NOON, make_person
from tests.rooms.clearance.conftest import make_aim

pytestmark = pytest.mark.django_db
Ask = Callable[..., dict[int, Clearance]]


def point_of(person: Person) -> int:
    return person.contact_points.get().pk


def test_dominique_may_be_written_to_about_payroll(ask: Ask, dominique: Person) -> None:
    clearance = ask([point_of(dominique)])[point_of(dominique)]
    assert (clearance.verdict, clearance.basis, clearance.findings) == (Verdict.ALLOW, "b2b-doctrine", [])
    assert clearance.facts["function"] == "finance"
    assert clearance.law


def test_each_decision_has_its_entry(ask: Ask, dominique: Person) -> None:
    clearance = ask([point_of(dominique)])[point_of(dominique)]
    entry = Entry.objects.get(ledger=dominique.organisation_id, seq=clearance.evidence)
    assert entry.kind == "decision:contact:granted"
    assert entry.subject == f"person:{dominique.pk}"


def test_nobody_is_contacted_after_an_objection(ask: Ask, dominique: Person, brand: Brand) -> None:
    point = dominique.contact_points.get()
    object_to(brand.organisation, point, origin=Objection.Origin.LINK, heard_at=NOON, at=NOON)
    refused = ask([point.pk])[point.pk]
    assert refused.verdict == Verdict.REFUSE
    assert "objected" in " ".join(refused.findings)


def test_an_objection_by_one_address_stops_the_others_of_the_same_person(
    ask: Ask, dominique: Person, brand: Brand, source: Source
) -> None:
    other = ContactPoint.objects.create(
        organisation=brand.organisation,
        person=dominique,
        medium="email",
        value="d.v@kermeur.example",
        normal="d.v@kermeur.example",
        fingerprint="f" * 32,
        recipient_kind="pro_nominative",
        confidence=1.0,
    )
    first = dominique.contact_points.exclude(pk=other.pk).get()
    object_to(brand.organisation, first, channel="email", origin=Objection.Origin.LINK, heard_at=NOON, at=NOON)
    assert ask([other.pk])[other.pk].verdict == Verdict.REFUSE


def test_an_employer_objects_for_its_domain(ask: Ask, dominique: Person, brand: Brand) -> None:
    object_to(
        brand.organisation, "kermeur.example", scope="domain", origin=Objection.Origin.POST, heard_at=NOON, at=NOON
    )
    assert ask([point_of(dominique)])[point_of(dominique)].verdict == Verdict.REFUSE


def test_the_objection_of_one_house_says_nothing_in_another(ask: Ask, dominique: Person, chloe: Member) -> None:
    object_to(
        chloe.organisation, dominique.contact_points.get().value, origin=Objection.Origin.LINK, heard_at=NOON, at=NOON
    )
    assert ask([point_of(dominique)])[point_of(dominique)].verdict == Verdict.ALLOW


def test_the_contact_points_of_another_house_are_not_seen(ask: Ask, chloe: Member) -> None:
    hers = ContactPoint.objects.of(chloe.organisation).values_list("pk", flat=True)
    assert ask(list(hers)) == {}


def test_a_suspended_source_stops_at_once(ask: Ask, dominique: Person, source: Source, ines: Member) -> None:
    suspend_source(source, why="preuves introuvables", by=ines, at=NOON)
    assert ask([point_of(dominique)])[point_of(dominique)].verdict == Verdict.REFUSE
    resume_source(source, why="preuves retrouvées", by=ines, at=NOON)
    assert ask([point_of(dominique)])[point_of(dominique)].verdict == Verdict.ALLOW


def test_an_offer_without_assessment_reaches_nobody(ask: Ask, dominique: Person, brand: Brand) -> None:
    bare = make_aim(brand, assessed_on=None, assessment_review_on=None)
    assert ask([point_of(dominique)], aim=bare)[point_of(dominique)].verdict == Verdict.REFUSE


def test_meals_are_not_for_the_office(ask: Ask, dominique: Person, brand: Brand) -> None:
    lunch = make_aim(brand, private_life=True)
    assert ask([point_of(dominique)], aim=lunch)[point_of(dominique)].verdict == Verdict.REFUSE


def test_a_message_used_yesterday_asks_for_patience(ask: Ask, dominique: Person) -> None:
    first = ask([point_of(dominique)], at=NOON - timedelta(days=1))[point_of(dominique)]
    Clearance.objects.filter(pk=first.pk).update(used_at=NOON - timedelta(days=1))
    again = ask([point_of(dominique)])[point_of(dominique)]
    assert again.verdict == Verdict.REFUSE
    assert "too-soon" in again.findings


def test_colleagues_count_for_each_other_within_one_claim(ask: Ask, source: Source) -> None:
    people = [make_person(source, company="Grande Maison", last_name=f"Martin{number}") for number in range(5)]
    decided = ask([point_of(person) for person in people])
    verdicts = [decided[point_of(person)].verdict for person in people]
    assert verdicts == [Verdict.ALLOW] * 3 + [Verdict.REFUSE] * 2


def test_a_human_settles_one_finding_for_one_title(
    ask: Ask, dominique: Person, brand: Brand, ines: Member, source: Source
) -> None:
    Person.objects.filter(pk=dominique.pk).update(function_observed_on=date(2025, 1, 15))
    point = dominique.contact_points.get()
    waiting = ask([point.pk])[point.pk]
    assert waiting.verdict == Verdict.REVIEW
    settle(
        brand.organisation,
        offer_code="paie",
        finding=waiting.findings[0],
        contact_point=point,
        allow=True,
        reason="vue au salon ce mois-ci, même poste",
        same_title=True,
        by=ines,
        at=NOON,
    )
    assert ask([point.pk])[point.pk].verdict == Verdict.ALLOW
    same = make_person(source, title="Directrice  financière", function_observed_on=date(2025, 1, 15))
    assert ask([point_of(same)])[point_of(same)].verdict == Verdict.ALLOW


def test_a_town_hall_at_a_public_provider_goes_to_a_human(ask: Ask, source: Source) -> None:
    hall = make_person(source, email="mairie@boite-perso.example", company="Mairie de Saint-Orens")
    ContactPoint.objects.filter(person=hall).update(recipient_kind="personal_mailbox", address_kind="role")
    assert ask([point_of(hall)])[point_of(hall)].verdict == Verdict.REVIEW
    hall.company.legal_form = "1000"
    hall.company.save()
    assert ask([point_of(hall)])[point_of(hall)].verdict == Verdict.REFUSE


def test_no_answer_counts_without_a_reason(dominique: Person, brand: Brand, ines: Member) -> None:
    with pytest.raises(ValueError, match="reason"):
        settle(
            brand.organisation, offer_code="paie", finding="x", contact_point=dominique.contact_points.get(),
            allow=True, reason=" ", same_title=False, by=ines, at=NOON,
        )  # fmt: skip


def test_fifty_people_cost_as_many_queries_as_one(ask: Ask, source: Source) -> None:
    points = [point_of(make_person(source)) for _ in range(50)]
    with CaptureQueriesContext(connection) as one:
        ask(points[:1])
    with CaptureQueriesContext(connection) as fifty:
        ask(points)
    assert len(fifty) <= len(one)
