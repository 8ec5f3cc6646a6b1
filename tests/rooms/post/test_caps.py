"""Several servers: each its day and its part; one that is ill rests, and its work moves."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from aval.campaigns.models import Campaign
from aval.post import worker as working
from aval.post.attempts import progress
from aval.post.caps import cap_on
from aval.post.envelopes import attempt_of
from aval.post.models import Attempt, MailServer, ServerDay
from aval.post.single import write_to
from aval.post.worker import Work
from tests.cast import NOON, TODAY, make_campaign, make_person
from tests.mailserver import MailServer as Server


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
    for number in range(9):
        make_person(source, email=f"p{number}@societe{number}.example", company=f"Société n° {number}")
    return make_campaign(offer, source, state=Campaign.State.RUNNING, launched_at=NOON)


def make_server(brand, port, **facts):
    return MailServer.objects.create(
        organisation=brand.organisation, brand=brand, host="127.0.0.1", port=port, security="none", **facts
    )


def run(work, rounds=10):
    for _ in range(rounds):
        if not work.turn():
            return


def counts(campaign):
    return {state: count for state, count in progress(campaign).items() if count}


def test_a_server_is_given_its_day_and_no_more(work, campaign, brand, clock):
    with Server() as mail:
        make_server(brand, mail.port, daily_cap=4)
        run(work)
        assert counts(campaign) == {"sent": 4, "waiting": 6, "total": 10}
        clock.at = NOON + timedelta(days=1)
        run(work)
        assert len(mail.received) == 8
    assert list(ServerDay.objects.order_by("on").values_list("on", "messages")) == [
        (TODAY, 4),
        (TODAY + timedelta(days=1), 4),
    ]


def test_what_is_owed_does_not_wait_for_tomorrow(work, campaign, brand):
    with Server() as mail:
        make_server(brand, mail.port, daily_cap=0)
        facts = {"message_type": "rights_answer", "subject": "Votre demande", "text": "Rien.", "at": NOON}
        write_to(brand.organisation, brand=brand, to="camille.perrin@ailleurs.example", **facts)
        run(work)
    assert [recipient for recipient, _ in mail.received] == ["camille.perrin@ailleurs.example"]
    assert counts(campaign) == {"waiting": 10, "total": 10}


def test_two_servers_share_the_work(work, campaign, brand, monkeypatch):
    monkeypatch.setattr(working, "FIRST", 3)
    monkeypatch.setattr(working, "LARGEST", 3)
    monkeypatch.setattr(working, "SMALLEST", 3)
    with Server() as one, Server() as two:
        make_server(brand, one.port)
        make_server(brand, two.port)
        run(work)
    assert counts(campaign) == {"sent": 10, "total": 10}
    assert sorted([len(one.received), len(two.received)]) == [4, 6]


def test_the_work_of_a_server_that_is_ill_moves(work, campaign, brand):
    with Server() as well:
        ill = make_server(brand, 1)
        make_server(brand, well.port)
        run(work)
    assert counts(campaign) == {"sent": 10, "total": 10}
    assert len(well.received) == 10
    ill.refresh_from_db()
    assert ill.rests_until is None or ill.rests_until > NOON


def test_a_wrong_password_of_one_does_not_stop_the_other(work, campaign, brand):
    with Server(users={"alix": "correct"}) as closed, Server() as well:
        make_server(brand, closed.port, username="alix")
        make_server(brand, well.port)
        run(work)
    assert counts(campaign) == {"sent": 10, "total": 10}
    assert len(well.received) == 10


def test_a_message_held_back_is_given_back_to_the_day(work, campaign, brand):
    with Server() as mail:
        server = make_server(brand, mail.port)
        work.stopping = lambda: len(mail.received) >= 2
        work.turn()
    sent = Attempt.objects.filter(state=Attempt.State.SENT).count()
    assert 0 < sent < 10
    assert ServerDay.objects.get(server=server).messages == sent


def test_each_message_has_its_own_return_address(work, campaign, brand):
    with Server() as mail:
        make_server(brand, mail.port, bounce_address="retours@atelier-nord.example")
        run(work)
    senders = [line.split("<")[1].split(">")[0] for line in mail.commands if line.startswith("MAIL")]
    sent = Attempt.objects.filter(state=Attempt.State.SENT).values_list("pk", flat=True)
    assert {attempt_of(one) for one in senders} == set(sent)


@pytest.mark.parametrize(
    ("facts", "on", "cap"),
    [
        ({}, TODAY, None),
        ({"daily_cap": 7}, TODAY, 7),
        ({"warm_from": TODAY}, TODAY - timedelta(days=1), 0),
        ({"warm_from": TODAY}, TODAY, 50),
        ({"warm_from": TODAY}, TODAY + timedelta(days=1), 75),
        ({"warm_from": TODAY, "warm_first": 20}, TODAY + timedelta(days=10), 1153),
        ({"warm_from": TODAY, "daily_cap": 60}, TODAY + timedelta(days=1), 60),
        ({"warm_from": TODAY}, TODAY + timedelta(days=60), None),
        ({"warm_from": date(2020, 1, 1), "daily_cap": 9}, TODAY, 9),
    ],
)
def test_the_curve(facts, on, cap):
    assert cap_on(MailServer(**facts), on) == cap
