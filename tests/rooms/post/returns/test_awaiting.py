"""An absence holds (T10): it neither stops nor continues; an answer unread holds until it is read."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from aval.campaigns.models import Campaign
from aval.post import worker as working
from aval.post.attempts import progress
from aval.post.models import Attempt
from aval.post.returns.receiving import receive
from aval.post.returns.sorting import sort_return
from aval.post.worker import Work
from aval.prospects.objecting import object_to
from tests.cast import NOON, make_campaign, make_person
from tests.rooms.post.returns.conftest import answer

pytestmark = pytest.mark.django_db


@pytest.fixture
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
    make_person(source, email="p1@societe1.example", company="Société n° 1")
    return make_campaign(offer, source, state=Campaign.State.RUNNING, launched_at=NOON)


def run(work, campaign):
    for _ in range(6):
        work.turn()
    return {state: count for state, count in progress(campaign).items() if count and state != "total"}


def hear(organisation, body, **more):
    return receive(organisation, answer(body, to="", **more), received_at=NOON, at=NOON)


def test_an_absence_holds_until_the_day_it_names(organisation, campaign, work, clock):
    hear(organisation, "Je suis absente, de retour le 25 novembre.", subject="Réponse automatique : offre")
    assert run(work, campaign) == {"waiting": 1, "sent": 1}
    clock.at = NOON + timedelta(days=1)
    assert run(work, campaign) == {"waiting": 1, "sent": 1}
    clock.at = NOON + timedelta(days=2)
    assert run(work, campaign) == {"sent": 2}
    campaign.refresh_from_db()
    assert campaign.state == Campaign.State.FINISHED


def test_a_possible_refusal_holds_until_it_is_read(organisation, campaign, work, clock, alix):
    row = hear(organisation, "Encore un spam.")
    assert run(work, campaign) == {"waiting": 1, "sent": 1}
    sort_return(row, "seen", at=NOON, by=alix)
    assert run(work, campaign) == {"sent": 2}


def test_read_as_a_refusal_nothing_ever_leaves(organisation, campaign, work, clock, alix, dominique):
    row = hear(organisation, "Encore un spam.")
    run(work, campaign)
    sort_return(row, "stop", at=NOON, by=alix)
    assert run(work, campaign) == {"refused": 1, "sent": 1}
    assert Attempt.objects.get(person=dominique).state == Attempt.State.REFUSED


def test_away_and_opposed_is_refused(organisation, campaign, work, clock, dominique):
    hear(organisation, "Je suis absente, de retour le 25 novembre.", subject="Réponse automatique : offre")
    object_to(organisation, dominique, origin="phone", heard_at=NOON, at=NOON)
    assert run(work, campaign) == {"refused": 1, "sent": 1}
