"""A campaign of several steps: days worked between them, what stops it, what holds it, letters and tasks in their order."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from aval.campaigns.models import Campaign, LetterTemplate, Passage, Task
from aval.campaigns.passing import standing, stop_for
from aval.campaigns.sequencing import Hours, Wanted, describe_steps, version_for
from aval.campaigns.tasks import close_task
from aval.evidence.models import Entry
from aval.post import worker as working
from aval.post.models import Attempt, SandboxMessage
from aval.post.returns.receiving import receive
from aval.post.worker import Work
from aval.prospects.fingerprints import fingerprint
from aval.prospects.models import ContactPoint
from aval.prospects.objecting import object_to
from tests.cast import NOON, make_campaign, make_offer, make_person
from tests.rooms.post.returns.conftest import answer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
OFFICE = Hours(from_hour=9, to_hour=18)
TWO = (Wanted(kind="email"), Wanted(kind="email", wait_days=5))


@pytest.fixture
def clock(monkeypatch):
    clock = SimpleNamespace(at=NOON)
    monkeypatch.setattr(working, "now", lambda: clock.at)
    return clock


@pytest.fixture
def work(db, clock):
    work = Work()
    yield work
    work.leave()


@pytest.fixture
def sequence(offer, source, dominique):
    """Dominique and a colleague elsewhere, in steps; `describe` says which, and lets it go."""
    make_person(source, email="p1@societe1.example", company="Société n° 1")
    campaign = make_campaign(offer, source)

    def describe(steps=TWO, hours=OFFICE, letters=(2,)):
        describe_steps(campaign, steps, hours=hours, by=None, at=NOON)
        for place in letters:
            LetterTemplate.objects.create(
                organisation=campaign.organisation, campaign=campaign, place=place, language="fr", updated_at=NOON,
                subject="Dix minutes sur la paie", body="Bonjour,\n\nJe reviens vers vous : en parler ?\n",
            )  # fmt: skip
        Campaign.objects.filter(pk=campaign.pk).update(state="running", launched_at=NOON)
        return campaign

    return describe


def run(work, clock, at):
    clock.at = at
    for _ in range(3):
        work._rounds_at = at - timedelta(minutes=1)
        work.turn()
        work.turn()


def sent(campaign):
    rows = Attempt.objects.filter(campaign=campaign, state="sent").order_by("place", "pk")
    return [(one.place, one.handed_at) for one in rows]


def test_the_second_letter_leaves_after_worked_days_and_a_week(work, clock, sequence):
    campaign = sequence()
    run(work, clock, NOON)
    assert sent(campaign) == [(1, NOON), (1, NOON)]
    due = set(Passage.objects.values_list("place", "next_at"))
    assert due == {(1, datetime(2026, 11, 30, 11, tzinfo=UTC))}
    run(work, clock, NOON + 6 * DAY)  # a Sunday
    assert len(sent(campaign)) == 2
    run(work, clock, NOON + 7 * DAY)
    assert [place for place, _at in sent(campaign)] == [1, 1, 2, 2]
    run(work, clock, NOON + 8 * DAY)
    campaign.refresh_from_db()
    assert (campaign.state, standing(campaign)["finished"]) == ("finished", 2)
    assert SandboxMessage.objects.filter(subject="Dix minutes sur la paie").count() == 2


def test_too_soon_waits_in_a_sequence_and_the_week_is_kept_across_campaigns(work, clock, sequence, source, brand):
    campaign = sequence((Wanted(kind="email"), Wanted(kind="email", wait_days=1)))
    run(work, clock, NOON)
    run(work, clock, NOON + 2 * DAY)
    assert Attempt.objects.filter(place=2, state="waiting", not_before__isnull=False).count() == 2
    other = make_campaign(make_offer(brand), source, state="running", launched_at=NOON)
    run(work, clock, NOON + 3 * DAY)
    refused = Attempt.objects.filter(campaign=other, state="refused")
    assert [one.clearance.findings for one in refused] == [
        ["too-soon"],
        ["too-soon"],
    ]  # the whole base, not one campaign
    run(work, clock, NOON + 7 * DAY)
    assert len(sent(campaign)) == 4


def test_any_answer_stops_and_our_own_follow_up_is_none(work, clock, sequence, organisation, dominique, brand):
    campaign = sequence()
    run(work, clock, NOON)
    ours = answer("Je reviens vers vous.", sender=brand.sender_email, to=brand.sender_email)
    receive(organisation, ours, received_at=NOON + DAY, at=NOON + DAY)  # T10: not a reply
    assert not Passage.objects.filter(state="stopped").exists()
    receive(organisation, answer("Merci, parlons-en.", to=""), received_at=NOON + DAY, at=NOON + DAY)
    stopped = Passage.objects.get(state="stopped")
    assert (stopped.person, stopped.why) == (dominique, "answered")
    run(work, clock, NOON + 7 * DAY)
    assert [place for place, _at in sent(campaign)] == [1, 1, 2]
    assert Entry.objects.filter(kind="passage:stopped", subject=f"person:{dominique.pk}").count() == 1


def test_an_absence_holds_and_neither_stops_nor_continues(work, clock, sequence, organisation, dominique):
    campaign = sequence()
    run(work, clock, NOON)
    away = answer("Je suis absente, de retour le 7 décembre.", to="", subject="Réponse automatique : offre")
    receive(organisation, away, received_at=NOON + DAY, at=NOON + DAY)
    run(work, clock, NOON + 7 * DAY)
    assert Passage.objects.get(person=dominique).state == "going"
    assert len(sent(campaign)) == 3
    run(work, clock, NOON + 14 * DAY)  # the day it names
    assert len(sent(campaign)) == 4


def test_who_answered_between_the_step_and_the_claim_is_not_written_to(work, clock, sequence, dominique):
    campaign = sequence()
    run(work, clock, NOON)
    run(work, clock, NOON + 6 * DAY)
    Passage.objects.update(place=2, next_at=None)
    for one in Attempt.objects.filter(place=1):
        Attempt.objects.create(organisation=campaign.organisation, campaign=campaign, person=one.person,
                               contact_point=one.contact_point, place=2)  # fmt: skip
    stop_for(dominique, "meeting", NOON + 6 * DAY)
    run(work, clock, NOON + 7 * DAY)
    assert len(sent(campaign)) == 3
    assert Attempt.objects.get(person=dominique, place=2).reply == "sequence-stopped"


def test_an_objection_refuses_the_next_step_and_ends_the_way(work, clock, sequence, organisation, dominique):
    campaign = sequence()
    run(work, clock, NOON)
    object_to(organisation, dominique, origin="phone", heard_at=NOON + DAY, at=NOON + DAY)
    run(work, clock, NOON + 7 * DAY)
    run(work, clock, NOON + 8 * DAY)
    assert len(sent(campaign)) == 3
    assert Passage.objects.get(person=dominique).why == "refused"


def test_a_call_is_a_task_for_a_human_where_the_law_lets_her_be_called(work, clock, sequence, dominique, alix):
    steps = (Wanted(kind="email"), Wanted(kind="call", wait_days=1, what="Rappeler"), Wanted(kind="email", wait_days=6))
    campaign = sequence(steps, letters=(3,))
    Campaign.objects.update(created_by=alix)
    ContactPoint.objects.create(
        organisation=campaign.organisation, person=dominique, medium="phone", value="01 99 00 12 34", normal="+33199001234",
        fingerprint=fingerprint("phone", "+33199001234"), recipient_kind="pro_nominative", address_kind="fixed",
        confidence=1.0,
    )  # fmt: skip
    run(work, clock, NOON)
    run(work, clock, NOON + DAY)
    assert not Task.objects.exists()  # too soon after the letter: the law makes the call wait as well
    run(work, clock, NOON + 7 * DAY)
    task = Task.objects.get()
    assert (task.kind, task.what, task.person, task.owner, task.due_on) == (
        "call", "Rappeler", dominique, alix, date(2026, 11, 30)
    )  # fmt: skip
    assert standing(campaign)["stopped:unreachable"] == 1  # the other one has no number
    run(work, clock, NOON + 9 * DAY)
    assert len(sent(campaign)) == 2  # the task is not done: nothing follows
    close_task(task, outcome="unreached", by=alix, at=NOON + 9 * DAY)
    run(work, clock, NOON + 17 * DAY)
    assert [place for place, _at in sent(campaign)] == [1, 1, 3]


def test_a_meeting_closes_the_way(work, clock, sequence, dominique, alix):
    campaign = sequence((Wanted(kind="follow_up", what="Passer la voir"), Wanted(kind="email", wait_days=2)))
    run(work, clock, NOON)
    tasks = {task.person_id: task for task in Task.objects.all()}
    assert len(tasks) == 2
    close_task(tasks[dominique.pk], outcome="meeting", by=alix, at=NOON)
    run(work, clock, NOON + DAY)
    assert Passage.objects.get(person=dominique).why == "meeting"
    assert standing(campaign)["going"] == 1


def test_nothing_leaves_by_night_on_holidays_nor_during_a_rest_where_she_is(work, clock, sequence, dominique, source):
    make_person(source, email="p2@reunion.example", company="Réunion", country="RE")
    rest = (date(2026, 11, 24), date(2026, 11, 26))
    campaign = sequence(hours=Hours(from_hour=9, to_hour=18, rests=(rest,)))
    run(work, clock, datetime(2026, 11, 23, 6, tzinfo=UTC))  # seven in Paris, ten in Réunion
    assert [one.person.country for one in Attempt.objects.filter(state="sent")] == ["RE"]
    run(work, clock, datetime(2026, 11, 23, 16, 59, tzinfo=UTC) + timedelta(minutes=1))  # six in the evening in Paris
    assert len(sent(campaign)) == 1
    run(work, clock, NOON + DAY)
    assert len(sent(campaign)) == 1  # at rest
    run(work, clock, NOON + 3 * DAY)
    assert len(sent(campaign)) == 3


def test_versions_are_drawn_by_person_evenly(work, clock, sequence):
    drawn = [version_for(person, 7, 1, "ab") for person in range(10_000)]
    assert 4_700 < drawn.count("a") < 5_300
    campaign = sequence()
    letter = LetterTemplate.objects.get(place=1)
    letter.pk, letter.version, letter.subject = None, "b", "La paie sans douleur"
    letter.save()
    run(work, clock, NOON)
    told = {(one.person_id, one.version) for one in Attempt.objects.filter(state="sent")}
    assert told == {(one, version_for(one, campaign.pk, 1, "ab")) for one, _version in told}
    subjects = SandboxMessage.objects.filter(subject="La paie sans douleur").count()
    assert subjects == sum(version == "b" for _one, version in told)


def test_a_crowded_company_waits_its_turn(work, clock, sequence, source):
    for number in range(5):
        make_person(source, email=f"c{number}@foule.example", company="Foule")
    campaign = sequence()
    run(work, clock, NOON)
    crowd = Attempt.objects.filter(campaign=campaign, contact_point__value__endswith="@foule.example")
    assert sorted(crowd.values_list("state", flat=True)) == ["sent", "sent", "sent", "waiting", "waiting"]
