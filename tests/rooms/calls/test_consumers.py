"""Calling consumers, to the minute: consent since 11 August 2026, the decree's hours, its four calls, where she is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from aval.accounts.models import Training
from aval.accounts.training import law_of
from aval.calls.calling import next_call
from aval.calls.closing import close_call
from aval.calls.models import Callee, CallList
from aval.campaigns.models import Assessment
from aval.prospects.consenting import Box, Shown, consent_to
from aval.prospects.fingerprints import fingerprint
from aval.prospects.models import ContactPoint
from tests.cast import make_person, make_source

pytestmark = pytest.mark.django_db
PARIS = "Europe/Paris"
EARLY = date(2026, 3, 2)
SHOWN = Shown(version="v1", preticked=False, free=True, specific=True, names_us=True)


def at(text, zone=PARIS):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.fixture
def consumers(organisation):
    return make_source(
        organisation, code="foire", collected_on=EARLY, notice_given_on=EARLY, kind="own_form", collection_mode="direct"
    )


@pytest.fixture
def calls(offer, consumers, alix):
    """A list about an offer assessed since March, from a fixed number."""
    Assessment.objects.update(signed_on=EARLY)
    return CallList.objects.create(
        organisation=offer.organisation, code="foire", name="Foire", offer=offer, source=consumers, pitch="La paie.",
        caller_number="+33199001234", created_by=alix, created_at=at("2026-03-03 09:00"),
    )  # fmt: skip


def consumer(calls, *, country="FR", agreed_on="2026-07-01 09:00", complete=True, number="+33199001500"):
    """Somebody at home, on the list; she agreed to be called on `agreed_on`, unless it is empty."""
    person = make_person(calls.source, country=country, recipient_kind="consumer")
    point = ContactPoint.objects.create(
        organisation=person.organisation, person=person, medium="phone", value=number, normal=number,
        fingerprint=fingerprint("phone", number), recipient_kind="consumer", address_kind="fixed", confidence=1.0,
    )  # fmt: skip
    if agreed_on:
        box = Box(
            purpose="prospecting", channel="voice_human", wording="Oui, par téléphone.", ticked=True, complete=complete
        )
        then = at(agreed_on)
        consent_to(person.organisation, person, shown=SHOWN, boxes=[box], door="form", acted_at=then, at=then)
    return Callee.objects.create(organisation=person.organisation, call_list=calls, person=person, contact_point=point)


def turn(calls, alix, when):
    """`open`, the findings that took her off the list, or the instant she may be called."""
    Training.objects.update(law=law_of("call", when.date()))  # she answered under the rules of that day
    found = next_call(calls, alix, at=when)
    if found.call:
        return "open"
    return found.refused[0].refused_for if found.refused else found.again_at


def test_without_consent_a_human_decided_before_the_eleventh_of_august(calls, alix):
    consumer(calls, agreed_on="")
    assert "consumer-call-before-opt-in" in turn(calls, alix, at("2026-08-10 11:00"))


def test_without_consent_nobody_is_called_from_the_eleventh_on(calls, alix):
    consumer(calls, agreed_on="")
    assert "call-no-consent" in turn(calls, alix, at("2026-08-11 11:00"))


@pytest.mark.parametrize("day", ["2026-08-10", "2026-08-11"])
def test_with_a_complete_consent_she_is_called_on_both_sides(calls, alix, day):
    consumer(calls)
    assert turn(calls, alix, at(f"{day} 11:00")) == "open"


def test_an_old_consent_serves_from_then_on_only_if_it_says_everything(calls, alix):
    consumer(calls, complete=False)
    assert "consumer-call-before-opt-in" in turn(calls, alix, at("2026-08-10 11:00"))  # a human decided
    Callee.objects.update(state="waiting")
    assert "call-consent-incomplete" in turn(calls, alix, at("2026-08-11 11:00"))


@pytest.mark.parametrize(("day", "opens"), [("2027-06-30", "open"), ("2027-07-01", None)])
def test_a_consent_to_be_called_lives_a_year(calls, alix, day, opens):
    Assessment.objects.update(review_on=date(2028, 1, 1))
    consumer(calls)
    found = turn(calls, alix, at(f"{day} 11:00"))
    assert found == "open" if opens else found != "open"


@pytest.mark.parametrize(
    ("minute", "opens"),
    [
        ("09:59", "10:00"), ("10:00", ""), ("12:59", ""), ("13:00", "14:00"), ("13:59", "14:00"), ("14:00", ""),
        ("19:59", ""),
    ],
)  # fmt: skip
def test_the_hours_of_the_decree_to_the_minute(calls, alix, minute, opens):
    consumer(calls)
    found = turn(calls, alix, at(f"2026-09-01 {minute}"))
    assert found == (at(f"2026-09-01 {opens}") if opens else "open")


def test_at_eight_in_the_evening_it_is_for_tomorrow(calls, alix):
    consumer(calls)
    assert turn(calls, alix, at("2026-09-01 20:00")) == at("2026-09-02 10:00")


def test_on_friday_evening_it_is_for_monday(calls, alix):
    consumer(calls)
    assert turn(calls, alix, at("2026-09-04 20:00")) == at("2026-09-07 10:00")


def test_a_holiday_is_nobody_s_working_day(calls, alix):
    consumer(calls)
    assert turn(calls, alix, at("2026-11-11 11:00")) == at("2026-11-12 10:00")


def test_the_fifth_call_in_thirty_days_is_refused_and_the_fourth_is_not(calls, alix):
    callee = consumer(calls)
    for day in ("01", "03", "07", "09"):
        when = at(f"2026-09-{day} 11:00")
        Callee.objects.update(state="waiting", not_before=None, tries=0)
        assert turn(calls, alix, when) == "open"
        call = callee.calls.get(closed_at=None)
        close_call(call, outcome="no_answer", said=[], by=alix, at=when + timedelta(minutes=1))
    Callee.objects.update(state="waiting", not_before=None)
    assert turn(calls, alix, at("2026-09-10 11:00")) == ["call-attempts"]
    Callee.objects.update(state="waiting", not_before=None)
    assert turn(calls, alix, at("2026-10-02 11:00")) == "open"  # the first has left the period


@pytest.mark.parametrize(
    ("country", "zone", "paris"),
    [("RE", "Indian/Reunion", "08:30"), ("GP", "America/Guadeloupe", "16:30")],
)
def test_it_is_her_clock_that_counts(calls, alix, country, zone, paris):
    """10:30 there, outside or inside Paris's hours."""
    consumer(calls, country=country)
    when = at(f"2026-09-01 {paris}")
    assert when.astimezone(ZoneInfo(zone)).strftime("%H:%M") == "10:30"
    assert turn(calls, alix, when) == "open"


def test_eleven_in_paris_is_too_early_in_guadeloupe_and_lunch_in_reunion(calls, alix):
    consumer(calls, country="GP")
    assert turn(calls, alix, at("2026-09-01 11:00")) == at("2026-09-01 10:00", "America/Guadeloupe")
    Callee.objects.all().delete()
    consumer(calls, country="RE", number="+33199001501")
    assert turn(calls, alix, at("2026-09-01 11:00")) == at("2026-09-01 14:00", "Indian/Reunion")


def test_a_holiday_of_the_islands_waits_for_the_next_day(calls, alix):
    consumer(calls, country="GP")
    # The 28th is one in Saint-Martin: who knows a country and no town leaves both free, then the weekend.
    assert turn(calls, alix, at("2027-05-27 16:30")) == at("2027-05-31 10:00", "America/Guadeloupe")


def test_the_change_of_hour_moves_the_opening(calls, alix):
    """25 October 2026: the night is an hour longer; ten in Paris is nine UTC from then on."""
    consumer(calls)
    assert turn(calls, alix, at("2026-10-23 20:00")) == datetime(2026, 10, 26, 9, tzinfo=UTC)
    Callee.objects.update(state="waiting", not_before=None)
    assert turn(calls, alix, datetime(2026, 10, 23, 8, tzinfo=UTC)) == "open"  # still summer: ten in Paris
