"""The gate hears her own acts before any file's claim, and reads them as her page does."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aval.clearance import consents
from aval.clearance.gathering import Contact, gather
from aval.clearance.reading import read
from aval.prospects.consenting import Box, Shown, consent_to, withdraw
from aval.prospects.models import Consent
from aval.prospects.standing import standing
from tests.cast import NOON, make_person, make_source
from tests.rooms.clearance.conftest import make_aim

SHOWN = Shown(version="lettre@1", preticked=False, free=True, specific=True, names_us=True)


def agree(person, *, ticked=True, confirm=False, purpose="prospecting", channel="email", after=0):
    box = Box(purpose=purpose, channel=channel, wording="Oui.", ticked=ticked, confirm=confirm)
    at = NOON - timedelta(days=30) + timedelta(days=after)
    return consent_to(person.organisation, person, shown=SHOWN, boxes=[box], door="form", acted_at=at, at=at)


def facts(brand, person):
    from django.db.models import Q  # noqa: PLC0415  one condition

    contact = Contact(aim=make_aim(brand), channel="email", message_type="prospecting", at=NOON, message={})
    return gather(contact, Q(person=person)).facts.row(0, named=True)


CONSENT = ("consent_given", "consent_proof", "consent_covers_channel", "consent_names_us", "consent_free",
           "consent_specific")  # fmt: skip


def test_her_own_record_makes_a_consent_whole(brand, dominique):
    agree(dominique)
    found = facts(brand, dominique)
    assert {found[name] for name in CONSENT} == {True}
    assert (found["box_preticked"], found["consent_withdrawn"]) == (False, False)
    assert found["consent_on"] == (NOON - timedelta(days=30)).date()


def test_an_empty_box_speaks_louder_than_the_file(brand, organisation):
    source = make_source(organisation, basis="consent")
    person = make_person(source)
    person.provenances.update(consent_at=NOON, consent_wording="J’accepte les courriels.", consent_version="v1")
    assert facts(brand, person)["consent_given"] is True
    agree(person, ticked=False)
    assert (facts(brand, person)["consent_given"], facts(brand, person)["consent_proof"]) == (False, False)


def test_what_waits_is_unproved_and_what_was_taken_back_is_closed(brand, dominique):
    agree(dominique, confirm=True)
    assert facts(brand, dominique)["consent_proof"] is False
    agree(dominique, after=1)
    withdraw(dominique.organisation, dominique, door="her_page", acted_at=NOON, at=NOON)
    assert facts(brand, dominique)["consent_withdrawn"] is True


def test_consent_to_one_channel_or_purpose_is_not_to_another(brand, dominique):
    agree(dominique, channel="sms")
    agree(dominique, purpose="mail_tracking")
    found = facts(brand, dominique)
    assert (found["consent_given"], found["tracking_consent"]) == (False, True)


@pytest.mark.django_db
@given(
    acts=st.lists(st.tuples(st.sampled_from(["given", "waits", "refused", "withdrawn"]), st.integers(0, 3)), max_size=7)
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_list_and_a_person_are_read_alike(organisation, acts):
    rows = [
        Consent(
            organisation=organisation, kind="email", fingerprint="f", key_id="k", purpose="prospecting", channel="email",
            act="given" if act == "waits" else act, awaits_confirmation=act == "waits", door="form", evidence=0,
            acted_at=NOON + timedelta(days=day), recorded_at=NOON,
        )
        for act, day in acts
    ]  # fmt: skip
    from django.db import transaction  # noqa: PLC0415  each example leaves nothing

    with transaction.atomic():
        Consent.objects.bulk_create(rows)
        ours = Consent.objects.of(organisation)
        one = {key[0]: found.state for key, found in standing(ours.order_by("acted_at", "pk")).items()}
        many = dict(consents.standing(read(ours, consents.ACT)).select("mark", "consent_state").iter_rows())
        transaction.set_rollback(True)
    assert one == many
