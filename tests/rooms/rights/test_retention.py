"""What is no longer to be held goes, by the rule that blocks: T11, the three years, what is no sign, the daily round."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from aval import evidence
from aval.accounts.chores import LABELS
from aval.accounts.models import Chore
from aval.accounts.tokens import make_token
from aval.api.models import Answer
from aval.console import daily
from aval.evidence.models import Entry
from aval.prospects.holdings import lifetimes
from aval.prospects.models import Objection, Person, RefusedLine
from aval.prospects.signs import Sign, hear_from
from aval.rights.models import Purge
from aval.rights.retention import late, preview, purge, stop
from tests.cast import NOON, TODAY, make_import, make_person, make_source

pytestmark = pytest.mark.django_db


def source_of(organisation, day, **facts):
    return make_source(organisation, collected_on=day, notice_given_on=day, **facts)


def sometime(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=timezone.get_current_timezone())


@pytest.mark.parametrize(
    ("collected_on", "heard_on", "stays"),
    [
        (date(2023, 11, 23), None, False),  # the anniversary day itself is outside, the question's fortnight not
        (date(2023, 11, 7), None, False),
        (date(2024, 2, 1), None, True),
        (date(2019, 1, 1), date(2024, 6, 1), True),
        (date(2019, 1, 1), date(2022, 6, 1), False),
    ],
)
def test_three_years_from_collection_or_from_her_last_sign(organisation, collected_on, heard_on, stays):
    later = NOON + timedelta(days=20)
    her = make_person(source_of(organisation, collected_on))
    if heard_on:
        hear_from(her, Sign.REPLY, heard_at=sometime(heard_on), at=NOON)
    foreseen = preview(organisation, later)
    assert foreseen.people == (0 if stays else 1)
    assert [row[0] for row in foreseen.first] == ([] if stays else [her.pk])
    run = purge(organisation, at=later)
    assert Person.objects.filter(pk=her.pk).exists() == stays
    assert run.reasons == ({} if stays else {"retention-expired": 1})


def test_what_we_do_ourselves_is_no_sign(organisation):
    assert {one.value for one in Sign}.isdisjoint({"opening", "delivery", "update", "reminder", "import"})
    with pytest.raises(ValueError, match="opening"):
        hear_from(make_person(make_source(organisation)), "opening", heard_at=NOON, at=NOON)


def test_an_older_sign_never_moves_a_newer_one_back(organisation):
    her = make_person(make_source(organisation))
    hear_from(her, Sign.CALL, heard_at=NOON, at=NOON)
    hear_from(her, Sign.REPLY, heard_at=NOON - timedelta(days=30), at=NOON)
    her.refresh_from_db()
    assert her.last_contact_from_at == NOON


def test_a_purge_is_proved_and_keeps_nobody_out(organisation, ines):
    her = make_person(source_of(organisation, date(2019, 1, 1)), email="vieille@ancienne.example")
    run = purge(organisation, at=NOON, by=ines)
    assert (run.state, run.people, run.asked_by) == (Purge.State.DONE, 1, ines)
    assert Entry.objects.get(kind="retention:purged").seq == run.evidence
    assert not Objection.objects.exists()
    assert not Person.objects.filter(pk=her.pk).exists()
    assert evidence.verify_live(organisation.pk).ok


def test_restricted_data_are_stored_and_nothing_more(organisation):
    make_person(source_of(organisation, date(2019, 1, 1)), restricted_at=NOON)
    assert purge(organisation, at=NOON).people == 0


def test_who_was_told_too_late_waits_for_a_member(organisation):
    make_person(make_source(organisation, collected_on=date(2026, 9, 1), notice_given_on=None))
    run = purge(organisation, at=NOON)
    assert (run.people, run.waiting) == (0, {"inform-or-delete": 1})


def test_what_was_collected_wrongly_is_not_deleted_behind_our_back(organisation):
    make_person(make_source(organisation, kind="social_network", visible_to_everyone=False))
    run = purge(organisation, at=NOON)
    assert (run.people, run.waiting) == (0, {"scrape-restricted": 1})


def test_it_stops_between_batches_and_goes_on_later(organisation, monkeypatch):
    monkeypatch.setattr("aval.rights.retention.AT_ONCE", 2)
    old = source_of(organisation, date(2019, 1, 1))
    for _number in range(5):
        make_person(old)
    run = purge(organisation, at=NOON, tick=stop)
    assert (run.state, run.people) == (Purge.State.STOPPED, 2)
    assert purge(organisation, at=NOON).people == 3


def test_another_house_is_not_touched(organisation, maison_sud):
    source_of_hers = make_source(
        maison_sud.organisation, collected_on=date(2019, 1, 1), notice_given_on=date(2019, 1, 1)
    )
    make_person(source_of_hers)
    assert purge(organisation, at=NOON).people == 0


def test_declared_is_real(organisation, source, ines):
    """T: the oldest row of everything with a lifetime is younger than it, once the purge has run; and it is seen when not."""
    finished = NOON - timedelta(days=40)
    run = make_import(source, finished_at=finished)
    line = RefusedLine.objects.create(
        organisation=organisation, run=run, line=1, field="email", reason="x", content="[1]"
    )
    token, _secret = make_token(ines, name="crm", scopes=["read"], by=ines, at=NOON)
    Answer.objects.create(organisation=organisation, token=token, key="k", digest="d", body="{}", at=NOON - timedelta(days=3))  # fmt: skip
    make_person(source_of(organisation, date(2019, 1, 1)))
    assert {one.what for one in late(organisation, NOON)} == {"prospects.RefusedLine", "api.Answer", "prospects.Person"}
    done = purge(organisation, at=NOON)
    assert done.dropped == {"prospects.RefusedLine": 1, "api.Answer": 1}
    assert list(late(organisation, NOON)) == []
    line.refresh_from_db()
    assert line.content == ""


def test_every_lifetime_says_why(db):
    declared = list(lifetimes())
    assert declared
    for one in declared:
        assert one.days > 0
        assert str(one.because)


def test_the_round_is_done_once_a_day_by_one_worker(organisation, maison_sud, monkeypatch):
    done = []
    chores = (
        daily.Daily("one", lambda one, *_: done.append(one.pk) or {"n": 1}),
        daily.Daily("two", lambda *_: 1 / 0),
    )
    monkeypatch.setattr(daily, "CHORES", chores)
    night = datetime(2026, 11, 23, 0, 30, tzinfo=timezone.get_current_timezone())
    daily.do_chores(night, "first", lambda: None)
    assert done == []
    for worker in ("first", "second"):
        daily.do_chores(NOON, worker, lambda: None)
    assert sorted(done) == sorted([organisation.pk, maison_sud.organisation.pk])
    failed = Chore.objects.of(organisation).get(name="two")
    assert "ZeroDivisionError" in failed.error
    assert Chore.objects.of(organisation).get(name="one").result == {"n": 1}
    assert daily.claim(organisation, chores[0], TODAY, "third", NOON) is None


def test_what_a_dead_worker_began_is_taken_up(organisation, monkeypatch):
    chore = daily.Daily("one", lambda *_: {})
    assert daily.claim(organisation, chore, TODAY, "dead", NOON - timedelta(hours=7))
    assert daily.claim(organisation, chore, TODAY, "alive", NOON).worker == "alive"
    assert daily.claim(organisation, chore, TODAY, "late", NOON) is None


def test_every_chore_has_its_name():
    assert [one.name for one in daily.CHORES] == list(LABELS)
