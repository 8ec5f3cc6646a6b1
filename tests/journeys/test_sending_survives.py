"""A worker is killed twenty times in a campaign of two thousand: nobody is written to twice, nobody is forgotten (T9)."""

import random
import signal
import time
from collections import Counter

import pytest

from aval.campaigns.models import Campaign
from aval.console.benches.crowd import make_crowd
from aval.evidence.models import Entry
from aval.post.attempts import progress
from aval.post.models import Attempt, MailServer, SandboxMessage, Worker
from tests.cast import NOON, make_campaign
from tests.journeys.restarting import Workers
from tests.mailserver import MailServer as Server

PEOPLE, KILLS = 2000, 20
PATIENCE = 90  # seconds


@pytest.fixture
def workers(process_environment):
    with Workers(process_environment) as workers:
        yield workers


@pytest.fixture
def campaign(process_environment, offer, source):
    make_crowd(source, PEOPLE, NOON)
    return make_campaign(offer, source, state=Campaign.State.RUNNING, launched_at=NOON)


def wait_for(happened):
    patience = time.monotonic() + PATIENCE
    while not happened() and time.monotonic() < patience:
        time.sleep(0.005)


def kill_again_and_again(workers, campaign, times):
    """Kill workers at random instants: most while letters are in the air, some at any other time."""
    chance = random.Random(20261123)  # noqa: S311  the same instants, as far as they can be, in every run
    for _ in range(times):
        before = progress(campaign)
        worker = workers.start()
        kind = chance.random()
        if kind < 0.7:
            wait_for(lambda: progress(campaign)["sending"])
        elif kind < 0.9:
            wait_for(lambda before=before: progress(campaign)["sent"] > before["sent"])
        time.sleep(chance.uniform(0, 0.12))
        workers.end(worker, signal.SIGKILL)
    assert progress(campaign)["waiting"] > 0, "the campaign was over before the last kill: kill faster"


def let_one_finish(workers, campaign):
    def finished():
        campaign.refresh_from_db()
        return campaign.state == Campaign.State.FINISHED

    worker = workers.start()
    wait_for(finished)
    workers.end(worker, signal.SIGKILL)


def test_twenty_kills_lose_nobody_and_write_to_nobody_twice(workers, campaign, brand):
    with Server(pause=0.0015) as server:
        MailServer.objects.create(
            organisation=brand.organisation, brand=brand, host="127.0.0.1", port=server.port, security="none"
        )
        kill_again_and_again(workers, campaign, KILLS)
        let_one_finish(workers, campaign)
        arrived = Counter(recipient for recipient, _ in server.received)
    counts = progress(campaign)
    print(KILLS, "kills:", counts, len(arrived), "arrived")  # noqa: T201  the figures, for who runs with -s
    assert campaign.state == Campaign.State.FINISHED
    assert max(arrived.values()) == 1
    known = dict(Attempt.objects.values_list("contact_point__value", "state"))
    assert len(known) == PEOPLE
    assert {value for value, state in known.items() if state == "sent"} <= set(arrived)
    assert set(known) - set(arrived) <= {value for value, state in known.items() if state == "uncertain"}
    assert counts["sent"] + counts["uncertain"] == PEOPLE
    assert counts["uncertain"] <= KILLS * 2  # the content that each of two connections holds
    assert Entry.objects.filter(kind="attempt:uncertain").count() == counts["uncertain"]
    assert Entry.objects.filter(kind="message:handed").count() == counts["sent"]
    assert Worker.objects.count() <= 1


def test_in_the_sandbox_every_doubt_is_settled(workers, campaign):
    kill_again_and_again(workers, campaign, 4)
    let_one_finish(workers, campaign)
    assert progress(campaign) == dict.fromkeys(Attempt.State.values, 0) | {"sent": PEOPLE, "total": PEOPLE}
    arrived = Counter(SandboxMessage.objects.values_list("envelope_to", flat=True))
    assert (len(arrived), max(arrived.values())) == (PEOPLE, 1)
    assert campaign.state == Campaign.State.FINISHED
