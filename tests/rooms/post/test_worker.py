"""A campaign leaves: cleared at the claim, once, kept with its decision, and stopped by an objection."""

import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction

from aval import evidence
from aval.campaigns.models import Campaign
from aval.evidence.models import Entry
from aval.post import worker as working
from aval.post.attempts import aim_attempts, progress
from aval.post.models import Attempt, MailServer, SandboxMessage
from aval.post.running import pause_for
from aval.post.servers import seal_password
from aval.post.smtp import Connection
from aval.post.watching import Watch
from aval.post.worker import Work
from aval.prospects import reading
from aval.prospects.consenting import withdraw
from aval.prospects.importing import ask_import
from aval.prospects.models import Import, Provenance, Source
from aval.prospects.objecting import object_to
from aval.prospects.sources import resume_source, suspend_source
from tests.cast import NOON, make_campaign, make_person
from tests.mailserver import MailServer as Server

DOMINIQUE = "dominique.vasseur@kermeur.example"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The clock of the loop stands at noon, on a working day, until it is moved."""
    clock = SimpleNamespace(at=NOON)
    monkeypatch.setattr(working, "now", lambda: clock.at)
    return clock


@pytest.fixture
def campaign(offer, source, dominique):
    for number in range(4):
        make_person(source, email=f"p{number}@societe{number}.example", company=f"Société n° {number}")
    return make_campaign(offer, source, state=Campaign.State.RUNNING, launched_at=NOON)


@pytest.fixture
def work(db):
    work = Work()
    yield work
    work.leave()


@pytest.fixture
def server(brand):
    with Server() as server:
        MailServer.objects.create(
            organisation=brand.organisation,
            brand=brand,
            host="127.0.0.1",
            port=server.port,
            security="none",
            connections=1,
        )
        yield server


def run(work, rounds=10):
    for _ in range(rounds):
        if not work.turn():
            return


def counts(campaign):
    return {state: count for state, count in progress(campaign).items() if count}


def test_everyone_allowed_receives_one_letter_in_the_sandbox(work, campaign, source):
    Source.objects.filter(pk=source.pk).update(notice_given_on=None)
    run(work)
    assert counts(campaign) == {"sent": 5, "total": 5}
    assert SandboxMessage.objects.of(campaign.organisation).count() == 5
    kept = SandboxMessage.objects.get(envelope_to=DOMINIQUE)
    attempt = Attempt.objects.get(message_id=kept.message_id)
    assert attempt.clearance.verdict == "allow"
    assert attempt.clearance.used_at == NOON
    assert attempt.server == "sandbox"
    assert attempt.person.informed_at == NOON
    campaign.refresh_from_db()
    assert campaign.state == Campaign.State.FINISHED
    kinds = list(Entry.objects.filter(ledger=campaign.organisation_id).values_list("kind", flat=True))
    assert kinds.count("decision:contact:granted") == kinds.count("message:handed") == 5
    assert kinds.count("campaign:finished") == 1
    assert (
        evidence.latest_head(campaign.organisation_id).size
        == Entry.objects.filter(ledger=campaign.organisation_id).count()
    )


def test_who_objected_before_is_refused_with_its_decision(work, campaign, organisation):
    object_to(organisation, DOMINIQUE, origin="phone", heard_at=NOON, at=NOON)
    run(work)
    assert counts(campaign) == {"sent": 4, "refused": 1, "total": 5}
    refused = Attempt.objects.get(state="refused")
    assert refused.clearance.verdict == "refuse"
    assert refused.clearance.used_at is None
    assert not SandboxMessage.objects.filter(envelope_to=DOMINIQUE).exists()


def test_an_objection_after_the_claim_holds_back_her_letter_alone(work, campaign, server, organisation, monkeypatch):
    """T5: the others receive theirs; she is refused by the law itself at the next claim."""
    claim = working.claim

    def claim_then_she_objects(*given):
        taken = claim(*given)
        object_to(organisation, DOMINIQUE, origin="link", heard_at=NOON, at=NOON)
        return taken

    monkeypatch.setattr(working, "claim", claim_then_she_objects)
    run(work)
    assert counts(campaign) == {"sent": 4, "refused": 1, "total": 5}
    assert len(server.received) == 4
    assert DOMINIQUE not in [to for to, _ in server.received]


def test_an_objection_at_the_last_instant_cuts_the_connection(work, campaign, server, organisation, monkeypatch):
    """Her envelope has left, the server waits for the content: she objects, and the content never leaves."""
    monkeypatch.setattr("aval.post.watching.EVERY", 0.0)
    offered, plain = [], Connection._offer

    def offer_then_she_objects(self, message):
        envelope = plain(self, message)
        if message.recipient == DOMINIQUE and not offered:
            offered.append(message)
            object_to(organisation, DOMINIQUE, origin="link", heard_at=NOON, at=NOON)
        return envelope

    monkeypatch.setattr(Connection, "_offer", offer_then_she_objects)
    run(work)
    assert counts(campaign) == {"sent": 4, "refused": 1, "total": 5}
    assert len({to for to, _ in server.received}) == len(server.received) == 4
    assert DOMINIQUE not in [to for to, _ in server.received]
    assert any(DOMINIQUE in line for line in server.commands)


def test_each_answer_of_the_server_has_its_state(work, offer, source, server, clock):
    names = ["fine", "refused-b", "later-c", "drop-after-d", "spam-e", "closing-f", "drop-before-g", "last"]
    for number, name in enumerate(names):
        make_person(source, email=f"{name}@societe{number}.example", company=f"Société n° {number}")
    campaign = make_campaign(offer, source, state=Campaign.State.RUNNING)
    for _ in range(6):
        run(work)
        clock.at += timedelta(seconds=40)  # the server rests after each hang-up
    attempts = Attempt.objects.select_related("contact_point", "clearance")
    states = {one.contact_point.value.partition("@")[0]: one for one in attempts}
    assert {name: one.state for name, one in states.items()} == {
        "fine": "sent",
        "refused-b": "failed",
        "later-c": "waiting",
        "drop-after-d": "uncertain",
        "spam-e": "failed",
        "closing-f": "waiting",
        "drop-before-g": "waiting",
        "last": "sent",
    }
    assert states["later-c"].not_before == NOON + timedelta(minutes=5)
    assert states["later-c"].clearance.used_at is None
    assert states["drop-after-d"].clearance.used_at == NOON
    assert states["refused-b"].reply == "550 5.1.1 no such user"
    assert (states["closing-f"].tries, states["closing-f"].reply) == (1, "421 4.3.2 bye")
    assert len({to for to, _ in server.received}) == len(server.received)
    campaign.refresh_from_db()
    assert campaign.state == Campaign.State.RUNNING


def test_a_temporary_refusal_is_tried_again_and_then_given_up(work, offer, source, server, clock):
    make_person(source, email="later-c@societe.example")
    campaign = make_campaign(offer, source, state=Campaign.State.RUNNING)
    for _ in range(8):
        run(work)
        clock.at += timedelta(days=1)
    attempt = Attempt.objects.get()
    assert (attempt.state, attempt.tries) == ("failed", 6)
    campaign.refresh_from_db()
    assert campaign.state == Campaign.State.FINISHED


def test_a_refused_sender_pauses_the_campaign_and_loses_nobody(work, campaign, server, brand):
    type(brand).objects.filter(pk=brand.pk).update(sender_email="nobody-x@atelier-nord.example")
    run(work)
    campaign.refresh_from_db()
    assert campaign.state == Campaign.State.PAUSED
    assert "550 5.7.1 not you" in campaign.paused_why
    assert counts(campaign) == {"waiting": 5, "total": 5}
    assert server.received == []


def test_an_error_in_one_campaign_pauses_it_and_not_the_others(work, campaign, offer, source, maison_sud):
    broken = make_campaign(offer, source, state=Campaign.State.RUNNING)
    broken.letters.update(body="Bonjour {prénom")
    theirs = Campaign.objects.of(maison_sud.organisation).get()
    Campaign.objects.filter(pk=theirs.pk).update(state=Campaign.State.RUNNING)
    Campaign.objects.filter(pk=campaign.pk).update(state=Campaign.State.PAUSED)
    run(work)
    broken.refresh_from_db()
    assert broken.state == Campaign.State.PAUSED
    assert "Ligne 1, colonne 9" in broken.paused_why
    assert Entry.objects.filter(ledger=broken.organisation_id, kind="campaign:paused").count() == 1
    assert progress(theirs)["sent"] == 2
    assert SandboxMessage.objects.of(maison_sud.organisation).count() == 2
    assert not SandboxMessage.objects.of(campaign.organisation).exists()


def test_a_consent_taken_back_after_the_claim_holds_her_letter_alone(work, campaign, server, organisation, monkeypatch):
    """Art. 7(3): the law decides again, on what then remains."""
    claim, held = working.claim, []

    def claim_then_she_withdraws(*given):
        taken = claim(*given)
        if not held:
            withdraw(organisation, DOMINIQUE, door="her_page", acted_at=NOON, at=NOON)
            held.append(True)
        return taken

    Provenance.objects.filter(person__contact_points__value=DOMINIQUE).update(
        consent_wording="Oui à vos e-mails", consent_version="1", consent_at=NOON
    )
    monkeypatch.setattr(working, "claim", claim_then_she_withdraws)
    work.turn()
    assert DOMINIQUE not in [recipient for recipient, _ in server.received]
    assert len(server.received) == 4


def test_an_objection_said_while_another_is_being_read_holds_too(work, campaign, server, organisation, monkeypatch):
    """Reading everybody again takes a while: who objects during it is not sent on what was read before."""
    claim, read = working.claim, Watch._unchanged
    said = [*(f"p{number}@societe{number}.example" for number in (2, 1, 0)), DOMINIQUE]

    def say_one_more(*_):
        if said:
            object_to(organisation, said.pop(), origin="link", heard_at=NOON, at=NOON)

    def claim_then_she_objects(*given):
        taken = claim(*given)
        with transaction.atomic():
            evidence.record(organisation.pk, "source:changed", {}, at=NOON)  # everybody must be read again
        return taken

    def read_and_hear_another(watch, points):
        found = read(watch, points)
        say_one_more()
        return found

    monkeypatch.setattr(working, "claim", claim_then_she_objects)
    monkeypatch.setattr(Watch, "_unchanged", read_and_hear_another)
    run(work)
    assert not said
    assert [recipient for recipient, _ in server.received] == ["p3@societe3.example"]


def test_a_wrong_password_pauses_the_campaign_with_what_to_do(work, campaign, server):
    server.users["alix"] = "correct"
    row = MailServer.objects.get()
    row.username, row.password = "alix", seal_password("wrong", row.organisation_id)
    row.save()
    run(work)
    campaign.refresh_from_db()
    assert (campaign.state, counts(campaign)) == (Campaign.State.PAUSED, {"waiting": 5, "total": 5})
    assert "mot de passe" in campaign.paused_why


def test_a_server_that_does_not_answer_is_waited_for(work, campaign, server, clock):
    MailServer.objects.update(port=1)
    run(work)
    campaign.refresh_from_db()
    assert (campaign.state, counts(campaign)) == (Campaign.State.RUNNING, {"waiting": 5, "total": 5})
    assert MailServer.objects.get().rests_until > NOON
    MailServer.objects.update(port=server.port)
    run(work)
    assert counts(campaign) == {"waiting": 5, "total": 5}  # it rests, for every worker
    clock.at = MailServer.objects.get().rests_until
    run(work)
    assert counts(campaign) == {"sent": 5, "total": 5}
    assert MailServer.objects.get().rests_until is None


def test_a_pause_stops_what_is_claimed_and_a_resume_sends_the_rest(work, campaign, server, monkeypatch):
    claim = working.claim

    def claim_then_alix_pauses(*given):
        taken = claim(*given)
        pause_for(campaign, "Alix relit la lettre", NOON)
        return taken

    with monkeypatch.context() as patch:
        patch.setattr(working, "claim", claim_then_alix_pauses)
        run(work)
    assert (counts(campaign), server.received) == ({"waiting": 5, "total": 5}, [])
    Campaign.objects.filter(pk=campaign.pk).update(state=Campaign.State.RUNNING)
    run(work)
    assert counts(campaign) == {"sent": 5, "total": 5}
    assert len(server.received) == 5


def test_a_source_suspended_stops_what_is_being_handed_over_within_a_second(
    work, campaign, server, source, ines, monkeypatch
):
    """Two letters have left when the supplier is suspended: no third does; nobody is refused, and lifting it sends the rest."""
    offered, plain, said = [], Connection._offer, []

    def offer_then_the_supplier_is_suspended(self, message):
        envelope = plain(self, message)
        offered.append(message)
        if len(offered) == 2:
            suspend_source(source, why="preuves introuvables", by=ines, at=NOON)
            said.append(time.monotonic())
        return envelope

    with monkeypatch.context() as patch:
        patch.setattr(Connection, "_offer", offer_then_the_supplier_is_suspended)
        run(work)
    assert time.monotonic() - said[0] < 1
    assert len(server.received) <= 2
    campaign.refresh_from_db()
    assert (campaign.state, counts(campaign).get("refused")) == (Campaign.State.PAUSED, None)
    assert "preuves introuvables" in campaign.paused_why
    resume_source(source, why="preuves rendues", by=ines, at=NOON)
    Campaign.objects.filter(pk=campaign.pk).update(state=Campaign.State.RUNNING)
    run(work)
    assert counts(campaign) == {"sent": 5, "total": 5}


def test_a_worker_told_to_stop_gives_back_what_has_not_left(campaign, server):
    calls = []
    work = Work(stopping=lambda: bool(calls.append(1)) or len(calls) > 4)
    work.run()
    work.leave()
    found = counts(campaign)
    assert found["waiting"] >= 1
    assert found["total"] == found["waiting"] + len(server.received) == 5


def test_the_base_refuses_a_letter_without_clearance(campaign):
    aim_attempts(campaign, NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.filter(campaign=campaign).update(state="sending")


def test_a_letter_the_lint_refuses_does_not_leave(work, campaign, server):
    campaign.letters.update(subject="RE: votre demande du 3 mars")
    run(work)
    campaign.refresh_from_db()
    assert campaign.state == Campaign.State.PAUSED
    assert campaign.paused_why.startswith("La lettre ne peut pas partir")
    assert server.received == []


@pytest.fixture
def waiting_import(organisation, source, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "BATCH", 3)
    path = tmp_path / "liste.csv"
    path.write_text("Email\n" + "".join(f"personne{n}@x.example\n" for n in range(9)))
    return ask_import(organisation, source, path, at=NOON)


def test_a_file_that_waits_is_read_and_letters_leave_between_its_batches(work, campaign, waiting_import, monkeypatch):
    sent = []
    plain = Work._send_round
    monkeypatch.setattr(Work, "_send_round", lambda self: sent.append(progress(campaign)["sent"]) or plain(self))
    work.turn()
    waiting_import.refresh_from_db()
    assert (waiting_import.state, waiting_import.created) == ("done", 9)
    assert (sent[0], sent[1]) == (0, 5)
    assert len(sent) >= 4


def test_a_worker_told_to_stop_leaves_a_file_where_it_was(waiting_import):
    stop = []
    work = Work(stopping=lambda: bool(stop))
    between = work._between_batches
    work._between_batches = lambda run: stop.append(run.lines_done) or between(run)
    work.turn()
    work.leave()
    waiting_import.refresh_from_db()
    assert (waiting_import.state, waiting_import.created) == ("waiting", 3)
    another = Work()
    run(another)
    another.leave()
    waiting_import.refresh_from_db()
    assert (waiting_import.state, waiting_import.created) == ("done", 9)


def test_a_file_that_breaks_its_reader_is_shown_as_failed(work, waiting_import, monkeypatch):
    def broken(*given, **more):
        Import.objects.filter(pk=waiting_import.pk).update(state="running")
        raise ZeroDivisionError

    monkeypatch.setattr(working, "run_import", broken)
    run(work)
    waiting_import.refresh_from_db()
    assert (waiting_import.state, waiting_import.error) == ("failed", "ZeroDivisionError")


def test_a_server_is_not_hurried(work, campaign, server):
    MailServer.objects.update(per_second=20)
    started = time.monotonic()
    run(work)
    assert time.monotonic() - started >= 4 / 20
    assert len(server.received) == 5
