"""Whose line a number is, from what the base holds."""

from datetime import timedelta

import pytest
from django.db.models import Q

from aval.campaigns.offers import aim_of
from aval.clearance.gathering import POINT, Contact, gather
from aval.clearance.models import Clearance
from aval.prospects.models import Company, ContactPoint, Source
from tests.cast import NOON, TODAY, make_person, make_source

pytestmark = pytest.mark.django_db


def line(source, *, kind="fixed", recipient="pro_nominative", **facts):
    person = make_person(source, recipient_kind=recipient)
    return ContactPoint.objects.create(
        organisation=source.organisation,
        person=person,
        medium="phone",
        value="+33199001234",
        normal="+33199001234",
        fingerprint="f" * 32,
        recipient_kind=recipient,
        address_kind=kind,
        confidence=0.5,
        **facts,
    )


def facts(offer, point):
    aim = aim_of(offer, TODAY)
    contact = Contact(aim=aim, channel="voice_human", message_type="prospecting", at=NOON, message={})
    found = gather(contact, Q(**{POINT + "id": point.pk}))
    return found.facts.filter(found.rows["contact_point"] == point.pk).row(0, named=True)


def test_a_fixed_line_of_a_company_is_professional(offer, source):
    told = facts(offer, line(source))
    assert (told["line_kind"], told["line_mobile"], told["classification_confidence"]) == ("professional", False, 90)


def test_a_mobile_is_nobody_knows_whose_until_somebody_says(offer, source):
    assert facts(offer, line(source, kind="mobile"))["line_kind"] == "unknown"


def test_a_member_who_knows_says_so(offer, source):
    told = facts(offer, line(source, kind="mobile", classified_by="member"))
    assert (told["line_kind"], told["line_mobile"], told["classification_confidence"]) == ("professional", True, 100)


def test_a_mobile_she_gave_for_work_is_professional(offer, organisation):
    given = make_source(organisation, kind=Source.Kind.OWN_FORM, collection_mode=Source.Mode.DIRECT)
    assert facts(offer, line(given, kind="mobile"))["line_kind"] == "professional"


def test_a_published_mobile_is_professional(offer, source):
    point = line(source, kind="mobile", published_at_url="https://kermeur.example/equipe", published_on=TODAY)
    assert facts(offer, point)["line_kind"] == "professional"


def test_the_line_of_a_sole_trader_serves_both_lives(offer, source):
    point = line(source)
    Company.objects.filter(people=point.person).update(legal_form="1000")
    assert facts(offer, point)["line_kind"] == "mixed"


def test_a_consumer_is_private_whoever_says(offer, source):
    assert facts(offer, line(source, recipient="consumer", classified_by="member"))["line_kind"] == "private"


def test_calls_made_in_the_period_are_counted(offer, source):
    point = line(source)
    for days in (1, 29, 31):
        Clearance.objects.create(
            organisation=source.organisation,
            person=point.person,
            contact_point=point,
            channel="voice_human",
            message_type="prospecting",
            offer_code=offer.code,
            verdict="allow",
            findings=[],
            facts={},
            law="",
            decided_at=NOON,
            used_at=NOON - timedelta(days=days),
        )
    told = facts(offer, point)
    assert told["recent_call_attempts"] == 2
    assert told["first_message"]  # a call is no message: e-mail frequency is not used up by it
