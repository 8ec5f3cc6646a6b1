"""A number is shown only when the law allows it this minute; what came of the call is written before the next."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from aval.calls.calling import Turn, keep_draft, next_call, open_call_of
from aval.calls.closing import close_call, record_objection, release_call
from aval.calls.hours import working_days
from aval.calls.listing import make_call_list
from aval.calls.models import Call, Callee
from aval.clearance.models import Clearance
from aval.clearance.opening import opens_at
from aval.clearance.screening import lines_of
from aval.evidence.models import Entry
from aval.prospects.models import ContactPoint, Objection, Person, Source
from aval.prospects.objecting import object_to
from aval.prospects.sources import resume_source, suspend_source
from tests.cast import NOON, make_person

pytestmark = pytest.mark.django_db
ALL = ("who", "for_whom", "purpose", "why_you", "origin", "objection", "fuller")
LINES = iter(range(10, 99))


def with_phone(person, number=None):
    value = number or f"+3319900{next(LINES):04d}"
    return ContactPoint.objects.create(
        organisation=person.organisation,
        person=person,
        medium="phone",
        value=value,
        normal=value,
        fingerprint=f"{value:0>32}"[-32:],
        recipient_kind=ContactPoint.RecipientKind.PRO_NOMINATIVE,
        address_kind="fixed",
        confidence=0.5,
    )


@pytest.fixture
def three(source):
    people = [make_person(source, email=f"p{n}@kermeur.example") for n in range(3)]
    for person in people:
        with_phone(person)
    return people


@pytest.fixture
def call_list(offer, source, three, alix):
    return make_call_list(
        offer, source, name="Relance", pitch="La paie.", caller_number="01 99 00 12 34", by=alix, at=NOON
    )


def test_the_list_keeps_whom_the_law_allows(call_list, three, source, dominique):
    assert call_list.callees.count() == 3  # Dominique has no number
    assert Entry.objects.filter(kind="calls:listed").exists()


def test_a_hidden_number_and_an_empty_pitch_are_refused(offer, source, three, alix):
    with pytest.raises(ValidationError) as refusal:
        make_call_list(offer, source, name=" ", pitch="", caller_number="hidden", by=alix, at=NOON)
    assert set(refusal.value.message_dict) == {"name", "pitch", "caller_number"}


def test_two_callers_never_have_the_same_person(call_list, alix, bruno):
    first = next_call(call_list, alix, at=NOON).call
    second = next_call(call_list, bruno, at=NOON).call
    assert first.person_id != second.person_id
    assert next_call(call_list, alix, at=NOON).call == first  # hers is still open
    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.create(
            organisation=call_list.organisation,
            callee=second.callee,
            clearance=Clearance.objects.exclude(pk__in=[first.clearance_id, second.clearance_id]).first()
            or second.clearance,
            opened_at=NOON,
        )


def test_the_number_is_shown_under_a_clearance_used_once(call_list, alix):
    call = next_call(call_list, alix, at=NOON).call
    decision = Clearance.objects.get(pk=call.clearance_id)
    assert (decision.channel, decision.verdict, decision.used_at) == ("voice_human", "allow", NOON)
    assert call.evidence is not None


def test_whoever_objected_since_leaves_the_list_and_says_why(call_list, alix, three):
    first = call_list.callees.order_by("id").first()
    object_to(call_list.organisation, first.person, origin="spoken", heard_at=NOON, at=NOON)
    turn = next_call(call_list, alix, at=NOON)
    assert turn.call.callee_id != first.pk
    assert [callee.pk for callee in turn.refused] == [first.pk]
    assert "objected" in " ".join(turn.refused[0].refused_for)


def test_at_night_nobody_is_called_and_the_opening_is_told(call_list, alix):
    night = datetime(2026, 11, 23, 22, tzinfo=UTC)
    turn = next_call(call_list, alix, at=night)
    assert (turn.call, turn.refused) == (None, ())
    assert turn.again_at == datetime(2026, 11, 24, 8, tzinfo=UTC)  # nine in Paris
    assert next_call(call_list, alix, at=turn.again_at).call is not None


def test_a_call_is_not_closed_before_what_must_be_said_is_said(call_list, alix):
    call = next_call(call_list, alix, at=NOON).call
    with pytest.raises(ValidationError) as refusal:
        close_call(call, outcome="interested", said=["who"], by=alix, at=NOON)
    assert set(refusal.value.message_dict) == {"said"}
    with pytest.raises(ValidationError) as refusal:
        close_call(call, outcome="", said=ALL, by=alix, at=NOON)
    assert set(refusal.value.message_dict) == {"outcome"}
    with pytest.raises(ValidationError) as refusal:
        close_call(call, outcome="meeting", said=ALL, later_at=NOON, by=alix, at=NOON)
    assert set(refusal.value.message_dict) == {"later_at"}
    closed = close_call(call, outcome="hung_up", said=[], by=alix, at=NOON)
    assert closed.call.closed_at == NOON
    assert not closed.notice_due


def test_an_objection_is_written_before_the_call_ends(call_list, alix):
    call = next_call(call_list, alix, at=NOON).call
    receipt = record_objection(call, every_channel=True, by=alix, at=NOON)
    assert receipt.entry is not None
    assert Objection.objects.filter(person=call.person, origin="phone", channel="").exists()
    closed = close_call(call, outcome="objection", said=ALL, by=alix, at=NOON)
    assert closed.receipt.repeated
    assert closed.call.callee.state == Callee.State.DONE


def test_an_answer_owes_her_the_notice_the_same_day(call_list, alix):
    call = next_call(call_list, alix, at=NOON).call
    assert close_call(call, outcome="not_interested", said=ALL, by=alix, at=NOON).notice_due


def test_no_answer_comes_back_tomorrow_and_four_times_at_most(call_list, alix):
    Callee.objects.exclude(pk=call_list.callees.order_by("id").first().pk).delete()
    at = NOON
    for _ in range(4):
        call = next_call(call_list, alix, at=at).call
        assert call is not None
        close_call(call, outcome="no_answer", said=[], by=alix, at=at)
        assert next_call(call_list, alix, at=at).call is None
        at += timedelta(days=1)
    assert call_list.callees.get().state == Callee.State.DONE


def test_called_back_at_the_hour_she_gave(call_list, alix):
    call = next_call(call_list, alix, at=NOON).call
    evening = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)  # half past seven in the evening: she asked for it
    close_call(call, outcome="call_back", said=ALL, later_at=evening, by=alix, at=NOON)
    call.person.refresh_from_db()
    assert call.person.last_contact_from_at == NOON
    assert next_call(call_list, alix, at=evening).call.person_id == call.person_id


def test_a_wrong_number_is_not_hers_any_more(call_list, alix):
    call = next_call(call_list, alix, at=NOON).call
    close_call(call, outcome="wrong_person", said=[], by=alix, at=NOON)
    assert call.callee.contact_point.refresh_from_db() is None
    assert ContactPoint.objects.get(pk=call.callee.contact_point_id).unreachable_since == NOON


def test_a_cut_loses_nothing_and_a_manager_frees_the_line(call_list, alix, bruno):
    call = next_call(call_list, alix, at=NOON).call
    keep_draft(call, said=["who"], note="Rappeler lundi")
    assert open_call_of(alix).note == "Rappeler lundi"
    release_call(call, by=bruno, at=NOON)
    assert open_call_of(alix) is None
    assert Call.objects.get(pk=call.pk).note == "Rappeler lundi"


def test_working_days_and_opening_hours():
    assert working_days(date(2026, 12, 24), date(2026, 12, 28)) == 1  # Christmas, a weekend
    assert opens_at({"country": "FR"}, NOON) is None  # nothing allows it, at any hour


def test_a_list_suspended_shows_no_other_number(call_list, alix, bruno, ines):
    assert next_call(call_list, alix, at=NOON).call
    suspend_source(call_list.source, why="preuves introuvables", by=ines, at=NOON)
    assert next_call(call_list, bruno, at=NOON) == Turn(None, None, ())
    resume_source(call_list.source, why="preuves rendues", by=ines, at=NOON)
    assert next_call(call_list, bruno, at=NOON).call


def test_who_is_in_quarantine_is_on_no_list(offer, source, three, alix):
    Source.objects.filter(pk=source.pk).update(kind="bought", address_origin="guessed")
    Person.objects.filter(pk=three[0].pk).update(quarantined=True)
    made = make_call_list(offer, source, name="R", pitch="La paie.", caller_number="01 99 00 12 34", by=alix, at=NOON)
    assert three[0].pk not in lines_of(made.screening)["person"]
    assert made.screening.people == 2
