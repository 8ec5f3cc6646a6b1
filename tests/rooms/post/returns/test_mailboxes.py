"""Mailboxes are read once to the end, then only for what is new; one that does not open says why."""

import asyncio
import smtplib
import threading
from datetime import timedelta

import pytest

from aval.post.models import Mailbox, Return
from aval.post.returns.listening import house_of, listen
from aval.post.returns.mailboxes import CannotRead, check_mailbox, read_due, read_mailbox
from aval.post.servers import seal_password
from aval.prospects.models import Objection
from tests.cast import NOON
from tests.rooms.post.returns.conftest import answer, bounce
from tests.rooms.post.returns.servers import serve

pytestmark = pytest.mark.django_db


def make_mailbox(brand, kind, server=None, **facts):
    return Mailbox.objects.create(
        **{
            "organisation": brand.organisation, "brand": brand, "code": f"retours-{kind}", "kind": kind, "host": "127.0.0.1",
            "port": server.server_address[1] if server else 0, "security": "none", "username": "retours",
            "password": b"" if kind == "maildir" else seal_password("lande", brand.organisation_id), **facts,
        }
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["imap", "pop3"])
def test_what_is_new_is_read_once(brand, sent, kind):
    mails = {3: answer("Merci de ne plus me contacter."), 5: bounce()}
    with serve(kind, mails) as server:
        mailbox = make_mailbox(brand, kind, server)
        assert (first := read_mailbox(mailbox, NOON)).new == 2, first
        assert Return.objects.count() == 2
        assert Objection.objects.exists()
        mailbox.refresh_from_db()
        assert read_mailbox(mailbox, NOON).new == 0
        assert server.fetched == 2
        mails[9] = answer("Oui, volontiers", own="<answer-2@kermeur.example>")
        assert read_mailbox(mailbox, NOON).new == 1
        assert server.fetched == 3
        mailbox.seen = ""  # all of it again: nothing has its effect twice
        assert (read_mailbox(mailbox, NOON).new, Return.objects.count()) == (0, 3)


def test_a_mailbox_made_again_is_read_again(brand, sent):
    with serve("imap", {1: answer("Oui")}) as server:
        mailbox = make_mailbox(brand, "imap", server)
        read_mailbox(mailbox, NOON)
        server.validity = 8
        assert read_mailbox(mailbox, NOON).seen == 1


def test_the_server_says_when_it_came(brand, sent):
    with serve("imap", {1: answer("STOP")}) as server:
        read_mailbox(make_mailbox(brand, "imap", server), NOON + timedelta(days=2))
    assert Objection.objects.filter(kind="email").get().heard_at == NOON


@pytest.mark.parametrize("kind", ["imap", "pop3"])
@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"password": b""}, None),
        ({"password": "wrong"}, "login"),
        ({"host": "imap.example"}, "clear_password"),
        ({"port": 1}, "unreachable"),
    ],
)
def test_a_mailbox_that_does_not_open_says_why(brand, kind, facts, code):
    if isinstance(facts.get("password"), str):
        facts = {"password": seal_password(facts["password"], brand.organisation_id)}
    with serve(kind, {}) as server:
        mailbox = make_mailbox(brand, kind, server, **facts)
        assert check_mailbox(mailbox, NOON) == (code is None)
        assert mailbox.check_result
        if code:
            with pytest.raises(CannotRead) as why:
                read_mailbox(mailbox, NOON)
            assert why.value.code == code


def test_a_folder_that_is_not_there(brand):
    with serve("imap", {}) as server, pytest.raises(CannotRead) as why:
        read_mailbox(make_mailbox(brand, "imap", server, folder="NOWHERE"), NOON)
    assert why.value.code == "folder"


def test_a_maildir_moves_what_was_read(brand, sent, settings, tmp_path):
    settings.AVAL_HOME = tmp_path
    for name in ("new", "cur", "tmp"):
        (tmp_path / "mail" / "retours" / name).mkdir(parents=True)
    (tmp_path / "mail/retours/new/1.M1.host").write_bytes(answer("Oui"))
    mailbox = make_mailbox(brand, "maildir", folder="retours")
    assert read_mailbox(mailbox, NOON).new == 1
    assert [file.name for file in (tmp_path / "mail/retours/cur").iterdir()] == ["1.M1.host:2,S"]
    assert read_mailbox(mailbox, NOON).seen == 0


@pytest.mark.parametrize("folder", ["../../etc", "/etc", "nowhere"])
def test_a_maildir_lies_in_its_place(brand, settings, tmp_path, folder):
    settings.AVAL_HOME = tmp_path
    with pytest.raises(CannotRead):
        read_mailbox(make_mailbox(brand, "maildir", folder=folder), NOON)


def test_a_mailbox_is_read_by_one_worker_a_minute(brand, sent):
    with serve("imap", {1: answer("Oui")}) as server:
        make_mailbox(brand, "imap", server)
        make_mailbox(brand, "pop3", port=1, host="127.0.0.1")
        assert read_due(NOON) == 1
        assert read_due(NOON + timedelta(seconds=30)) == 0
        assert server.fetched == 1
    assert Mailbox.objects.get(kind="pop3").check_result


def test_mail_is_taken_for_our_own_addresses_alone(organisation, maison_sud):
    assert house_of("<Bonjour+x42@atelier-nord.example>") == organisation
    assert house_of("contact@atelier-nord.example") == organisation
    assert house_of("bonjour@maison-sud.example") == maison_sud.organisation
    assert house_of("alix@elsewhere.example") is None


@pytest.mark.django_db(transaction=True)
def test_what_comes_by_smtp_has_its_effect_before_it_is_answered(organisation, sent):
    ready, ports, loop = threading.Event(), [], asyncio.new_event_loop()

    def tell(port):
        ports.append(port)
        ready.set()

    task = loop.create_task(listen("127.0.0.1", 0, lambda: NOON, tell))
    thread = threading.Thread(target=lambda: _run(loop, task), daemon=True)
    thread.start()
    assert ready.wait(10)
    with smtplib.SMTP("127.0.0.1", ports[0], timeout=10) as client:
        client.sendmail("dominique.vasseur@kermeur.example", ["bonjour@atelier-nord.example"], answer("STOP"))
        assert Objection.objects.exists()
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.sendmail("x@y.example", ["somebody@elsewhere.example"], b"x")
    loop.call_soon_threadsafe(task.cancel)
    thread.join(10)


def _run(loop, task):
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(task)
    except asyncio.CancelledError:
        pass
    finally:
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
