"""A worker dies: what never left waits again, what nobody knows is uncertain, and nothing is sent twice."""

import os
import secrets
from datetime import timedelta

import pytest
from django.db import transaction

from aval.accounts.models import Member
from aval.campaigns.models import Campaign
from aval.evidence.models import Entry
from aval.post import sandbox
from aval.post.attempts import aim_attempts, progress
from aval.post.claiming import claim
from aval.post.doubts import NotUncertain, look_up, resolve
from aval.post.journal import Journal
from aval.post.models import Attempt, MailServer, SandboxMessage, Worker
from aval.post.plans import plan_of
from aval.post.recovering import give_up_the_dead
from aval.post.smtp import Message, Outcome, Receipt
from aval.post.workers import SILENCE, Replaced, arrive, beat, machine
from aval.prospects.models import ContactPoint, Person
from tests.cast import NOON, make_campaign, make_person

LATER = NOON + timedelta(seconds=30)


@pytest.fixture
def campaign(offer, source):
    for number in range(4):
        make_person(source, email=f"p{number}@societe{number}.example", company=f"Société n° {number}")
    campaign = make_campaign(offer, source, state=Campaign.State.RUNNING)
    aim_attempts(campaign, NOON)
    return campaign


@pytest.fixture
def server(brand):
    return MailServer.objects.create(organisation=brand.organisation, brand=brand, host="127.0.0.1", port=25)


def dead_worker(**facts):
    """A worker of this boot whose process is gone."""
    gone = 2**22 - 1
    return Worker.objects.create(
        **{
            "name": f"gone-{secrets.token_hex(4)}",
            "machine": machine(),
            "process": gone,
            "started_at": NOON,
            "seen_at": NOON,
        }
        | facts
    )


def hold(worker, campaign):
    """Everything is claimed; the worker then goes."""
    plan = plan_of(campaign, NOON)
    return claim(worker, campaign, plan, plan.ways[0], 50, NOON).granted


def counts(campaign):
    return {state: count for state, count in progress(campaign).items() if count}


def receipt(outcome, code=250, text="2.0.0 queued"):
    return Receipt(Message(None, "", "", b""), outcome, code, text)


def test_the_journal_tells_what_left_from_what_did_not(campaign, server):
    worker = dead_worker()
    held = hold(worker, campaign)
    journal = Journal(worker.name)
    for one in held[:3]:
        journal.leaving(one.attempt)
    journal.answered(held[0].attempt, receipt(Outcome.ACCEPTED))
    journal.answered(held[1].attempt, receipt(Outcome.REFUSED_PERMANENT, 550, "no"))
    os.write(journal._file, b'[99999, "accep')  # killed in the middle of a line
    assert give_up_the_dead(LATER) == 4
    states = [Attempt.objects.get(pk=one.attempt) for one in held]
    assert [one.state for one in states] == ["sent", "failed", "uncertain", "waiting"]
    assert [one.clearance.used_at for one in states] == [NOON, None, NOON, None]
    assert (states[0].reply, states[3].tries) == ("250 2.0.0 queued", 0)
    assert Entry.objects.filter(kind="attempt:uncertain").count() == 1
    assert Entry.objects.filter(kind="message:handed").count() == 1
    assert not Worker.objects.exists()
    assert give_up_the_dead(LATER) == 0


@pytest.mark.parametrize(
    "facts",
    [
        {"machine": "another boot/1", "seen_at": NOON - SILENCE},
        {"seen_at": NOON},
    ],
    ids=["another machine", "no journal"],
)
def test_without_a_journal_to_believe_everything_held_is_uncertain(campaign, server, facts):
    worker = dead_worker(**facts)
    hold(worker, campaign)
    if "machine" in facts:
        Journal(worker.name).empty()
    assert give_up_the_dead(LATER) == 4
    assert counts(campaign) == {"uncertain": 4, "total": 4}


def test_the_living_are_left_alone(campaign, server):
    mine, elsewhere = arrive(NOON), dead_worker(name="elsewhere", machine="another boot/1")
    hold(mine, campaign)
    assert give_up_the_dead(LATER) == 0
    beat(elsewhere, LATER)
    assert counts(campaign) == {"sending": 4, "total": 4}


def test_one_given_up_for_dead_may_not_go_on(campaign, server):
    worker = dead_worker(machine="another boot/1")
    give_up_the_dead(NOON + SILENCE + timedelta(seconds=1))
    with pytest.raises(Replaced):
        beat(worker, LATER)


def test_the_sandbox_says_what_arrived_and_the_rest_waits_again(campaign, organisation):
    worker = dead_worker()
    held = hold(worker, campaign)
    journal = Journal(worker.name)
    for one in held:
        journal.leaving(one.attempt)
        journal.answered(one.attempt, receipt(Outcome.ACCEPTED))  # said, and lost with the process
    SandboxMessage.objects.create(
        organisation=organisation,
        received_at=NOON,
        envelope_from="a@atelier-nord.example",
        envelope_to="p0@societe0.example",
        message_id=held[0].message_id,
        raw=b"",
    )
    give_up_the_dead(LATER)
    assert counts(campaign) == {"uncertain": 4, "total": 4}
    Campaign.objects.filter(pk=campaign.pk).update(state=Campaign.State.FINISHED)
    assert look_up(LATER) == 4
    assert counts(campaign) == {"sent": 1, "waiting": 3, "total": 4}
    assert Entry.objects.filter(kind="attempt:resolved").count() == 4
    campaign.refresh_from_db()
    assert campaign.state == Campaign.State.RUNNING


def test_a_real_server_is_never_looked_up_and_a_member_settles(campaign, server, alix):
    hold(dead_worker(), campaign)
    give_up_the_dead(LATER)
    assert look_up(LATER) == 0
    first, second = Attempt.objects.order_by("id")[:2]
    resolve(first, left=True, by=alix, reason="vue dans le journal du serveur", at=LATER)
    resolve(second, left=False, by=alix, reason="absente du journal du serveur", at=LATER)
    assert (first.state, first.handed_at, first.clearance.used_at) == ("sent", NOON, NOON)
    second.clearance.refresh_from_db()
    assert (second.state, second.clearance.used_at) == ("waiting", None)
    entry = Entry.objects.filter(kind="attempt:resolved").first()
    assert "vue dans le journal" in entry.payload
    with pytest.raises(NotUncertain), transaction.atomic():
        resolve(first, left=False, by=alix, reason="trop tard", at=LATER)
    first.refresh_from_db()
    assert first.state == "sent"
    assert Member.objects.filter(pk=alix.pk).exists()


def test_a_person_has_one_attempt_by_the_likeliest_of_her_addresses(offer, source):
    person = make_person(source, email="d.vasseur@mail.example", recipient_kind="personal_mailbox")
    for value, facts in {
        "old@societe.example": {"recipient_kind": "pro_nominative", "unreachable_since": NOON},
        "d.vasseur@societe.example": {"recipient_kind": "pro_nominative"},
    }.items():
        ContactPoint.objects.create(
            organisation=source.organisation,
            person=person,
            medium="email",
            value=value,
            normal=value,
            fingerprint=value,
            **facts,
        )
    campaign = make_campaign(offer, source)
    assert aim_attempts(campaign, NOON) == 1
    assert Attempt.objects.get().contact_point.value == "d.vasseur@societe.example"
    assert aim_attempts(campaign, NOON) == 0
    make_person(source)
    assert aim_attempts(campaign, NOON) == 1
    assert Person.objects.count() == 2


def test_the_sandbox_of_this_process_forgets_what_nobody_stored(organisation):
    ours = sandbox.sandbox()
    ours._received[organisation.pk].append(SandboxMessage())
    ours.forget(organisation.pk)
    assert ours.store(organisation.pk, NOON) == 0
