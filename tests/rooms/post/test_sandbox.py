"""The sandbox mailbox keeps every message under its organisation, and delivers none."""

import pytest
from django.db import transaction

from aval.post import sandbox
from aval.post.connecting import CannotConnect, connect
from aval.post.models import SandboxMessage
from aval.post.servers import ways_of
from aval.post.smtp import Message, Outcome
from tests.cast import NOON

LETTER = (
    b"From: alix@atelier-nord.example\r\nSubject: =?utf-8?q?Deux_jours_de_moins=C2=A0?=\r\n"
    b"Message-ID: <1.abc@atelier-nord.example>\r\n\r\nBonjour\r\n.\r\nAlix\r\n"
)


@pytest.fixture
def mailbox():
    """A sandbox of our own; the one of the process is left alone."""
    box = sandbox.Sandbox()
    yield box
    box.stop()


def send(box, organisation, *messages):
    connection = connect(sandbox.HOST, box.port, username=str(organisation), password=box.password(organisation))
    outcomes = [receipt.outcome for receipt in connection.send(messages)]
    connection.quit()
    return outcomes


def letter(content=LETTER, to="dominique@kermeur.example"):
    return Message(1, "bonjour@atelier-nord.example", to, content)


@transaction.atomic
def test_a_message_is_kept_whole_under_who_sent_it(mailbox, organisation, maison_sud):
    assert send(mailbox, organisation.pk, letter()) == [Outcome.ACCEPTED]
    assert mailbox.store(maison_sud.organisation.pk, NOON) == 0
    assert mailbox.store(organisation.pk, NOON) == 1
    kept = SandboxMessage.objects.of(organisation).get()
    assert bytes(kept.raw) == LETTER
    assert (kept.envelope_from, kept.envelope_to) == ("bonjour@atelier-nord.example", "dominique@kermeur.example")
    assert kept.message_id == "<1.abc@atelier-nord.example>"
    assert kept.subject.startswith("Deux jours de moins")
    assert not SandboxMessage.objects.of(maison_sud.organisation).exists()
    assert mailbox.store(organisation.pk, NOON) == 0


def test_what_was_not_stored_never_arrived(mailbox, organisation, maison_sud):
    send(mailbox, organisation.pk, letter())
    assert sandbox.arrived(organisation.pk, ["<1.abc@atelier-nord.example>"]) == set()
    mailbox.store(organisation.pk, NOON)
    asked = ["<1.abc@atelier-nord.example>", "<2.abc@atelier-nord.example>"]
    assert sandbox.arrived(organisation.pk, asked) == {"<1.abc@atelier-nord.example>"}
    assert sandbox.arrived(maison_sud.organisation.pk, asked) == set()


def test_nobody_writes_without_the_right_password(mailbox, organisation, maison_sud):
    theirs = mailbox.password(maison_sud.organisation.pk)
    with pytest.raises(CannotConnect) as caught:
        connect(sandbox.HOST, mailbox.port, username=str(organisation.pk), password=theirs)
    assert caught.value.code == "login"
    connection = connect(sandbox.HOST, mailbox.port)
    assert [receipt.outcome for receipt in connection.send([letter()])] == [Outcome.REFUSED_SENDER]
    connection.quit()


def test_a_message_over_the_limit_is_refused(mailbox, organisation):
    big = letter(LETTER + b"x" * 78 * (sandbox.LIMIT // 78))
    assert send(mailbox, organisation.pk, big, letter()) == [Outcome.REFUSED_PERMANENT, Outcome.ACCEPTED]
    assert mailbox.store(organisation.pk, NOON) == 1


def test_a_brand_without_a_server_writes_to_the_sandbox(brand):
    (way,) = ways_of(brand, NOON.date())
    assert (way.server, way.host) == ("sandbox", "127.0.0.1")
    way.connect(timeout=5).quit()
