"""Providers by their interface: our words, our Message-ID, nothing tracked, at most once whatever they answer."""

import json
from types import SimpleNamespace

import pytest

from aval.accounts.processors import clauses, declare_processor
from aval.post import worker as working
from aval.post.models import MailServer, Single
from aval.post.providers import OURS, ProviderConnection
from aval.post.returns.hooks import answers_of
from aval.post.servers import seal_password
from aval.post.single import write_to
from aval.post.smtp import Message, Outcome
from aval.post.worker import Work
from tests.cast import NOON
from tests.webserver import WebServer

RAW = (
    b"From: Atelier Nord <bonjour@atelier-nord.example>\r\nReply-To: contact@atelier-nord.example\r\n"
    b"To: dominique@kermeur.example\r\nSubject: La paie\r\nMessage-ID: <7.ab@atelier-nord.example>\r\n"
    b"List-Unsubscribe: <https://aval.example/d/x/stop>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    b"DKIM-Signature: v=1; b=ours\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nBonjour Dominique.\r\n"
)
TOOK = {
    "brevo": '{"messageId": "<b1@smtp-relay.example>"}',
    "mailjet": '{"Messages": [{"Status": "success", "To": [{"Email": "dominique@kermeur.example", "MessageID": 12}]}]}',
    "mailgun": '{"id": "<m1@atelier-nord.example>", "message": "Queued. Thank you."}',
    "postmark": '{"ErrorCode": 0, "Message": "OK", "MessageID": "p1", "To": "dominique@kermeur.example"}',
    "scaleway": '{"emails": [{"id": "s1", "status": "new", "mail_rcpt": "dominique@kermeur.example"}]}',
}


@pytest.fixture
def provider():
    with WebServer() as server:
        yield server


def connect(provider, name="brevo"):
    return ProviderConnection(name, username="nord.example", password="clef", url=provider.url)


def send(provider, name="brevo", answers=None, count=1):
    provider.answers = answers or [(200, TOOK[name])]
    connection = connect(provider, name)
    messages = [Message(n, "bonjour@atelier-nord.example", "dominique@kermeur.example", RAW) for n in range(count)]
    receipts = list(connection.send(messages))
    connection.close()
    return receipts


@pytest.mark.parametrize("name", sorted(TOOK))
def test_each_is_given_the_message_and_our_message_id(provider, name):
    (receipt,) = send(provider, name)
    assert receipt.outcome is Outcome.ACCEPTED, receipt
    ((headers, body),) = provider.raw
    said = body.decode()
    for ours in ("dominique@kermeur.example", "7.ab@atelier-nord.example", "One-Click"):
        assert ours in said or ours.replace("@", "%40") in said, ours
    assert "DKIM" not in said
    assert "clef" in str(headers) or "Basic" in str(headers) or "clef" in said


def test_postmark_keeps_our_message_id_and_tracks_nothing(provider):
    send(provider, "postmark")
    told = json.loads(provider.raw[0][1])
    assert {"Name": "X-PM-KeepID", "Value": "true"} in told["Headers"]
    assert (told["TrackOpens"], told["TrackLinks"]) == (False, "None")
    assert told["Metadata"] == {OURS: "<7.ab@atelier-nord.example>"}


@pytest.mark.parametrize(
    ("answer", "outcome", "goes_on"),
    [
        ((400, '{"code": "invalid_parameter"}'), Outcome.REFUSED_PERMANENT, True),
        ((401, '{"code": "unauthorized"}'), Outcome.REFUSED_SENDER, False),
        ((429, "{}"), Outcome.REFUSED_TEMPORARY, False),
        ((500, "{}"), Outcome.UNKNOWN, True),
        ((200, "not json"), Outcome.UNKNOWN, True),
        (None, Outcome.UNKNOWN, False),  # the line dropped: it may have been taken
    ],
)
def test_what_it_says_is_settled_and_what_it_may_have_taken_is_not(provider, answer, outcome, goes_on):
    receipts = send(provider, answers=[answer, (201, TOOK["brevo"])], count=2)
    assert receipts[0].outcome is outcome
    assert len(receipts) == (2 if goes_on else 1)


def test_who_is_not_there_took_nothing(provider):
    url = provider.url
    provider.close()
    connection = ProviderConnection("brevo", username="", password="k", url=url)
    (receipt,) = connection.send([Message(1, "a@b.example", "c@d.example", RAW)])
    assert receipt.outcome is Outcome.UNSENT
    assert not connection.is_open


def test_what_was_taken_back_never_leaves(provider):
    connection = connect(provider)
    (receipt,) = connection.send([Message(1, "a@b.example", "c@d.example", RAW)], lambda _one: False)
    assert (receipt.outcome, provider.asked) == (Outcome.UNSENT, [])
    connection.close()


@pytest.fixture
def work(db, monkeypatch):
    monkeypatch.setattr(working, "now", lambda: NOON)
    work = Work()
    yield work
    work.leave()


def serve(brand, url, **facts):
    return MailServer.objects.create(
        organisation=brand.organisation, brand=brand, provider="brevo", host=url, connections=2,
        password=seal_password("clef", brand.organisation_id), **facts,
    )  # fmt: skip


def answer(brand, at=NOON):
    return write_to(
        brand.organisation, brand=brand, message_type="rights_answer", to="dominique.vasseur@kermeur.example",
        subject="Votre demande", text="Voici ce que nous détenons.", at=at,
    )  # fmt: skip


def test_a_worker_hands_over_by_a_provider_under_contract_and_once(work, brand, provider, organisation):
    signed = declare_processor(
        organisation, name="Brevo", service="mail", contract_reference="DPA 2026", signed_on=NOON.date(),
        clauses=sorted(clauses()), country="FR", at=NOON, by=None,
    )  # fmt: skip
    serve(brand, provider.url, processor=signed)
    provider.answers = [(201, TOOK["brevo"])]
    single = answer(brand)
    assert work.turn() is True
    assert work.turn() is False
    attempt = Single.objects.select_related("attempt").get(pk=single.pk).attempt
    assert (attempt.state, attempt.server, len(provider.asked)) == ("sent", "brevo", 1)
    assert "b1@smtp-relay.example" in attempt.reply
    told = SimpleNamespace(metadata={OURS: attempt.message_id}, message_id="<b1@smtp-relay.example>")
    assert answers_of(told)[0] == attempt.message_id


def test_without_a_contract_nothing_reaches_it(work, brand, provider):
    serve(brand, provider.url)
    single = answer(brand)
    work.turn()
    attempt = Single.objects.select_related("attempt").get(pk=single.pk).attempt
    assert (attempt.state, provider.asked) == ("waiting", [])
    assert "art. 28" in attempt.reply
