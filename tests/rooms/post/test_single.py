"""One message to one person: owed, so that no objection stops it; without an offer; once; kept."""

from datetime import timedelta
from email import message_from_bytes, policy
from types import SimpleNamespace

import pytest

from aval.evidence.models import Entry
from aval.post import worker as working
from aval.post.doubts import resolve
from aval.post.models import Attempt, MailServer, SandboxMessage, Single
from aval.post.single import NotWritable, write_to
from aval.post.worker import Work
from aval.prospects.holdings import holdings
from aval.prospects.models import ContactPoint, Person, Source
from aval.prospects.objecting import object_to
from tests.cast import NOON
from tests.mailserver import MailServer as Server

DOMINIQUE = "dominique.vasseur@kermeur.example"
STRANGER = "camille.perrin@ailleurs.example"
ANSWER = "Bonjour,\n\nVoici ce que nous détenons sur vous : rien d’autre que votre adresse, reçue du Salon Finance.\n"


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


def write(brand, to, **facts):
    return write_to(
        brand.organisation,
        **{
            "brand": brand,
            "to": to,
            "message_type": "rights_answer",
            "subject": "Votre demande d’accès",
            "text": ANSWER,
            "about": "case:1",
            "at": NOON,
            **facts,
        },
    )


def again(single):
    return Single.objects.select_related("attempt__clearance").get(pk=single.pk)


def test_an_answer_leaves_once_though_she_objected(work, brand, server, dominique, organisation, alix):
    """T6: what is owed passes; the decision is kept, with her objection among its facts."""
    object_to(organisation, DOMINIQUE, origin="phone", heard_at=NOON, at=NOON)
    single = write(brand, DOMINIQUE, by=alix)
    assert single.state == "waiting"
    assert work.turn() is True
    assert work.turn() is False
    ((recipient, raw),) = server.received
    assert recipient == DOMINIQUE
    single = again(single)
    clearance = single.attempt.clearance
    assert (single.state, clearance.verdict, clearance.basis) == ("sent", "allow", "owed")
    assert clearance.facts["objected_all"] is True
    assert single.attempt.person == dominique
    assert dominique.clearances.get() == clearance
    message = message_from_bytes(raw, policy=policy.default)
    assert message["Message-ID"] == single.attempt.message_id
    assert message["From"].addresses[0].addr_spec == "bonjour@atelier-nord.example"
    assert "List-Unsubscribe" not in message
    assert "Auto-Submitted" not in message  # Alix wrote it
    said = message.get_content()
    assert "rien d’autre que votre adresse" in said
    assert "SIREN 000 000 018" in said
    kinds = list(Entry.objects.filter(ledger=organisation.pk).order_by("seq").values_list("kind", flat=True))
    assert kinds[-3:] == ["message:asked", "decision:contact:granted", "message:handed"]


def test_it_never_counts_as_informing_her_nor_as_prospecting(work, brand, server, dominique, source):
    Source.objects.filter(pk=source.pk).update(notice_given_on=None)
    write(brand, dominique.contact_points.get())
    work.turn()
    dominique.refresh_from_db()
    assert dominique.informed_at is None


def test_an_offer_inside_is_refused_at_once_and_kept(work, brand, server, dominique):
    single = write(brand, DOMINIQUE, text=ANSWER + "Profitez de notre offre spéciale : -20 % jusqu’à dimanche.\n")
    assert single.state == "refused"
    assert "offer-in-service-message" in single.attempt.clearance.findings
    work.turn()
    assert server.received == []


def test_a_stranger_who_asked_is_answered(work, brand, server, dominique):
    single = write(
        brand, f" {STRANGER.upper()} ", language="en", message_type="double_opt_in", in_reply_to="<a@b.example>"
    )
    work.turn()
    ((recipient, raw),) = server.received
    assert recipient.lower() == STRANGER
    message = message_from_bytes(raw, policy=policy.default)
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["In-Reply-To"] == "<a@b.example>"
    assert "Mailbox read by a person" in message.get_content()
    assert again(single).attempt.person is None
    assert again(single).attempt.clearance.facts["source_kind"] == "own_form"


def test_a_link_to_our_own_page_is_no_tracker_and_another_is(brand, dominique, settings):
    ours = f"{settings.AVAL_URL}/d/Abcdefgh12345678901234567890/track"
    html = f'<p>Votre page : <a href="{ours}">voir</a></p>'
    assert write(brand, DOMINIQUE, text=ours, html=html).state == "waiting"
    theirs = "https://click.suivi.example/trk/Abcdefgh12345678901234567890"
    refused = write(brand, DOMINIQUE, text=f"Bonjour, {theirs}")
    assert "pixel-no-consent" in refused.attempt.clearance.findings


def test_both_forms_are_one_message(work, brand, server, dominique):
    write(brand, DOMINIQUE, html="<p>Bonjour, <strong>rien d’autre</strong>.</p>")
    work.turn()
    message = message_from_bytes(server.received[0][1], policy=policy.default)
    assert "<strong>rien d’autre</strong>" in message.get_body(("html",)).get_content()
    assert "SIREN" in message.get_body(("html",)).get_content()
    assert "rien d’autre que votre adresse" in message.get_body(("plain",)).get_content()


def test_while_restricted_an_answer_leaves_and_a_service_message_does_not(brand, dominique):
    Person.objects.filter(pk=dominique.pk).update(restricted_at=NOON)
    point = ContactPoint.objects.select_related("person").get(person=dominique)
    assert write(brand, point).state == "waiting"
    refused = write(brand, point, message_type="transactional")
    assert "restricted" in refused.attempt.clearance.findings


def test_what_changed_since_is_read_again_when_it_leaves(work, brand, server, dominique):
    single = write(brand, DOMINIQUE, message_type="transactional")
    Person.objects.filter(pk=dominique.pk).update(restricted_at=NOON)
    work.turn()
    assert server.received == []
    assert again(single).state == "refused"


@pytest.mark.parametrize("source_kind", ["public_web", "address_book"])
def test_whoever_was_harvested_is_owed_her_answer_all_the_same(brand, dominique, source, source_kind):
    Source.objects.filter(pk=source.pk).update(kind=source_kind, refusal_mark=True)
    assert write(brand, DOMINIQUE).state == "waiting"
    assert write(brand, DOMINIQUE, message_type="breach_notice").state == "waiting"


def test_a_temporary_refusal_is_tried_again_and_a_permanent_one_is_not(work, brand, server, clock):
    later, never = write(brand, "later-a@ailleurs.example"), write(brand, "refused-b@ailleurs.example")
    work.turn()
    assert (again(later).state, again(never).state) == ("waiting", "failed")
    first = again(later).attempt.message_id
    assert work.turn() is False  # not before its time
    clock.at = NOON + timedelta(minutes=6)
    assert work.turn() is True
    assert (again(later).attempt.tries, again(later).attempt.message_id) == (2, first)


def test_a_dropped_line_leaves_a_doubt_a_person_settles(work, brand, server, ines):
    single = write(brand, "drop-after-c@ailleurs.example")
    work.turn()
    assert again(single).state == "uncertain"
    resolve(again(single).attempt, left=True, by=ines, reason="vue au serveur", at=NOON)
    assert again(single).state == "sent"


def test_a_server_that_refuses_who_writes_is_not_asked_without_end(work, brand, server):
    type(brand).objects.filter(pk=brand.pk).update(sender_email="nobody-x@atelier-nord.example")
    brand.refresh_from_db()
    single = write(brand, STRANGER)
    work.turn()
    assert again(single).state == "waiting"
    assert work.turn() is False


def test_a_login_refused_is_said_on_the_message(work, brand, server):
    MailServer.objects.update(username="x", password=b"", host="127.0.0.1")
    server.users["x"] = "other"
    single = write(brand, STRANGER)
    assert work.turn() is False
    assert "identifiant" in again(single).attempt.reply


def test_without_a_server_it_goes_to_the_sandbox(work, brand):
    single = write(brand, STRANGER)
    work.turn()
    assert SandboxMessage.objects.of(brand.organisation).get().envelope_to == STRANGER
    assert again(single).attempt.server == "sandbox"


def test_nothing_is_written_to_no_address_with_no_words_or_for_others(brand, maison_sud):
    for refused in ({"to": "pas une adresse"}, {"to": STRANGER, "text": " "}, {"to": STRANGER, "subject": ""}):
        with pytest.raises(NotWritable):
            write(brand, **{"to": STRANGER} | refused)
    theirs = ContactPoint.objects.filter(organisation=maison_sud.organisation).first()
    with pytest.raises(PermissionError):
        write(brand, theirs)
    with pytest.raises(ValueError, match="prospecting"):
        write(brand, STRANGER, message_type="prospecting")


def test_a_header_cannot_be_smuggled(work, brand, server):
    write(brand, STRANGER, subject="Bonjour\r\nBcc: tout.le.monde@ailleurs.example")
    work.turn()
    message = message_from_bytes(server.received[0][1], policy=policy.default)
    assert message["Bcc"] is None


def test_after_erasure_only_the_answer_leaves_and_nothing_of_it_stays(work, brand, server, dominique):
    answer = write(brand, DOMINIQUE)
    service = write(brand, DOMINIQUE, message_type="transactional")
    (holding,) = (one for one in holdings() if one.model is Single)
    people = Person.objects.filter(pk=dominique.pk)
    assert set(holding.of(people)) == {answer, service}
    holding.forget(people, NOON)
    people.delete()
    assert not Single.objects.filter(pk=service.pk).exists()
    work.turn()
    assert [recipient for recipient, _ in server.received] == [DOMINIQUE]
    kept = again(answer)
    assert (kept.state, kept.address, kept.text, kept.subject) == ("sent", "", "", "")


def test_what_was_sent_to_her_before_is_emptied_too(work, brand, server, dominique):
    single = write(brand, DOMINIQUE)
    work.turn()
    (holding,) = (one for one in holdings() if one.model is Single)
    assert holding.forget(Person.objects.filter(pk=dominique.pk), NOON) == 1
    assert again(single).text == ""
    assert Attempt.objects.get(single=single).state == "sent"


def test_it_stands_on_the_page_of_the_person(work, brand, dominique, alix, client):
    write(brand, DOMINIQUE)
    work.turn()
    client.force_login(alix)
    page = client.get(f"/personnes/{dominique.pk}/")
    assert "Votre demande d’accès" in page.content.decode()
    assert "Réponse à une demande, remise" in page.content.decode()
