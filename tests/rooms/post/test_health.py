"""A campaign slows down and stops by itself: complaints, dead addresses, a suspended source."""

import itertools
from datetime import timedelta
from types import SimpleNamespace

import pytest

from aval.campaigns.models import Campaign
from aval.post import worker as working
from aval.post.attempts import aim_attempts, progress
from aval.post.health import health_of, judge
from aval.post.models import Attempt, Return
from aval.post.worker import Work
from aval.prospects.sources import suspend_source
from tests.cast import NOON, make_campaign, make_person

_numbers = itertools.count()


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    clock = SimpleNamespace(at=NOON)
    monkeypatch.setattr(working, "now", lambda: clock.at)
    return clock


@pytest.fixture
def work(db):
    work = Work()
    yield work
    work.leave()


@pytest.fixture
def campaign(offer, source, dominique):
    for number in range(14):
        make_person(source, email=f"p{number}@societe{number}.example", company=f"Société n° {number}")
    return make_campaign(offer, source, state=Campaign.State.RUNNING, launched_at=NOON)


def came_back(campaign, count, at=NOON, **facts):
    """So many of its messages came back."""
    for attempt in Attempt.objects.filter(campaign=campaign).order_by("pk")[:count]:
        Return.objects.create(
            organisation=campaign.organisation,
            attempt=attempt,
            digest=f"{next(_numbers):064}",
            received_at=at,
            **{"kind": "complaint", "stop": True} | facts,
        )


@pytest.mark.parametrize(
    ("handed", "complaints", "bounces", "slow", "stops"),
    [
        (10_000, 0, 0, False, False),
        (10_000, 9, 0, False, False),
        (10_000, 10, 0, True, False),
        (10_000, 29, 0, True, False),
        (10_000, 30, 0, True, True),
        (50, 1, 0, True, False),  # one complaint alone stops nothing
        (50, 2, 0, True, True),
        (10_000, 0, 499, False, False),
        (10_000, 0, 500, False, True),
        (20, 0, 9, False, False),
        (20, 0, 10, False, True),
    ],
)
def test_the_bars(handed, complaints, bounces, slow, stops):
    found = judge(handed, complaints, bounces, NOON)
    assert (found.slow, bool(found.stop)) == (slow, stops)


def test_a_campaign_people_complain_of_stops_and_says_why(work, campaign):
    aim_attempts(campaign, NOON)
    came_back(campaign, 2)
    assert work.turn()
    campaign.refresh_from_db()
    assert campaign.state == Campaign.State.PAUSED
    assert campaign.paused_why.startswith("Arrêt automatique")
    assert progress(campaign)["sent"] == 0


def test_a_complaint_slows_it_down(work, campaign, clock):
    aim_attempts(campaign, NOON)
    came_back(campaign, 1)
    work.turn()
    assert progress(campaign)["sent"] == 10
    assert not work.turn()
    clock.at = NOON + timedelta(seconds=10)
    assert work.turn()
    assert progress(campaign)["sent"] == 15


def test_dead_addresses_stop_it(campaign):
    aim_attempts(campaign, NOON)
    came_back(campaign, 10, kind="bounce", bounce="soft", stop=False)
    assert not health_of(campaign, NOON).stop
    came_back(campaign, 10, kind="bounce", bounce="hard", stop=False)
    assert "10 adresses mortes" in health_of(campaign, NOON).stop


def test_what_is_no_complaint_old_or_of_others_does_not_count(campaign, maison_sud):
    aim_attempts(campaign, NOON)
    came_back(campaign, 5, stop=False)
    came_back(campaign, 5, at=NOON - timedelta(days=8))
    theirs = Campaign.objects.get(organisation=maison_sud.organisation)
    aim_attempts(theirs, NOON)
    came_back(theirs, 3)
    assert health_of(campaign, NOON).complaints == 0


def test_a_suspended_source_pauses_it_and_refuses_nobody(work, campaign, source, ines):
    suspend_source(source, why="le fournisseur ne répond plus", by=ines, at=NOON)
    work.turn()
    campaign.refresh_from_db()
    assert campaign.state == Campaign.State.PAUSED
    assert "le fournisseur ne répond plus" in campaign.paused_why
    assert progress(campaign)["refused"] == 0
