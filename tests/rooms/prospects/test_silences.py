"""Keeping silent towards somebody: the gate reads it, a member or a day ends it, and nobody else is touched."""

from datetime import date, timedelta

import pytest

from aval.campaigns.offers import aim_of
from aval.clearance.clearing import clear
from aval.prospects.models import Silence
from aval.prospects.silences import end_silence, keep_silent
from tests.cast import NOON, make_person

pytestmark = pytest.mark.django_db


def codes(offer, person, at=NOON):
    aim = aim_of(offer, at.date())
    point = person.contact_points.get()
    cleared = clear(
        [point.pk],
        aim=aim,
        source=person.provenances.get().source_id,
        channel="email",
        message_type="prospecting",
        message={},
        languages=(),
        at=at,
    )
    return set(cleared[point.pk].findings)


def test_a_possible_refusal_stops_until_a_human_settles_it(offer, dominique, alix):
    assert "refusal-in-doubt" not in codes(offer, dominique)
    keep_silent(dominique, Silence.Why.DOUBT, about="return:1", at=NOON)
    assert "refusal-in-doubt" in codes(offer, dominique)
    assert end_silence(dominique.organisation_id, about="return:1", at=NOON, by=alix) == 1
    assert end_silence(dominique.organisation_id, about="return:1", at=NOON, by=alix) == 0
    assert "refusal-in-doubt" not in codes(offer, dominique)


def test_an_answer_unread_waits(offer, dominique):
    keep_silent(dominique, Silence.Why.ANSWER, about="return:1", at=NOON)
    assert "answer-waiting" in codes(offer, dominique)


def test_an_absence_ends_by_itself(offer, dominique):
    keep_silent(dominique, Silence.Why.AWAY, about="return:1", at=NOON, until=date(2026, 12, 3))
    assert "away" in codes(offer, dominique)
    assert "away" in codes(offer, dominique, NOON + timedelta(days=9))
    assert "away" not in codes(offer, dominique, NOON + timedelta(days=10))


def test_the_same_thing_said_twice_is_one_silence(dominique):
    first = keep_silent(dominique, Silence.Why.DOUBT, about="return:1", at=NOON)
    assert keep_silent(dominique, Silence.Why.DOUBT, about="return:1", at=NOON) == first


def test_her_colleagues_are_not_silenced(offer, source, dominique):
    colleague = make_person(
        source,
        email="noe.brun@kermeur.example",
        first_name="Noé",
        last_name="Brun",
        title="Directeur financier",
        company="Kermeur",
    )
    keep_silent(dominique, Silence.Why.DOUBT, about="return:1", at=NOON)
    assert "refusal-in-doubt" not in codes(offer, colleague)
