"""The dialogue: what is said to a server, and what its answers are taken to mean."""

import pytest

from aval.post.connecting import CannotConnect, connect
from aval.post.conversing import converse_over
from aval.post.smtp import Message, Outcome, stuffed
from tests.mailserver import MailServer

pytestmark = pytest.mark.once


def message(name, content=b"Subject: x\r\n\r\nBonjour\r\n", sender="alix@seller.example"):
    return Message(name, sender, f"{name}@prospect.example", content)


def outcomes(connection, *names):
    return [(receipt.message.key, str(receipt.outcome)) for receipt in connection.send(map(message, names))]


@pytest.fixture(params=[True, False], ids=["pipelined", "one-by-one"])
def server(request):
    with MailServer(pipelining=request.param) as server:
        yield server


@pytest.fixture
def connection(server):
    connection = connect("127.0.0.1", server.port, timeout=5)
    yield connection
    connection.quit()


def test_every_message_is_accepted_once_and_in_order(server, connection):
    names = [f"p{number}" for number in range(50)]
    assert outcomes(connection, *names) == [(name, "accepted") for name in names]
    assert [recipient for recipient, _ in server.received] == [f"{name}@prospect.example" for name in names]
    assert server.sessions == 1


def test_content_arrives_byte_for_byte_with_dots_and_no_smuggled_end(server, connection):
    content = b".first\r\n..second\r\n.\r\nMAIL FROM:<x@evil.example>\r\nend"
    smuggling = b"a\n.\nb\r.\rc\r\n"
    assert [r.outcome for r in connection.send([message("a", content), message("b", smuggling)])] == ["accepted"] * 2
    assert server.received[0][1] == content + b"\r\n"
    assert server.received[1][1] == b"a\r\n.\r\nb\r\n.\r\nc\r\n"


def test_one_refused_recipient_does_not_touch_the_others(server, connection):
    names = ["a", "refused-b", "c", "later-d", "refused-e", "spam-f", "g"]
    assert outcomes(connection, *names) == [
        ("a", "accepted"),
        ("refused-b", "refused_permanent"),
        ("c", "accepted"),
        ("later-d", "refused_temporary"),
        ("refused-e", "refused_permanent"),
        ("spam-f", "refused_permanent"),
        ("g", "accepted"),
    ]
    assert [recipient for recipient, _ in server.received] == [f"{n}@prospect.example" for n in "acg"]
    assert connection.is_open


def test_a_drop_after_the_content_is_unknown_and_the_next_one_unsent(server, connection):
    seen = outcomes(connection, "a", "drop-after-b", "c", "d")
    assert seen[:2] == [("a", "accepted"), ("drop-after-b", "unknown")]
    assert seen[2:] == [("c", "unsent")]
    assert not connection.is_open
    assert [recipient for recipient, _ in server.received] == ["a@prospect.example", "drop-after-b@prospect.example"]


@pytest.mark.parametrize("name", ["drop-before-b", "closing-b"])
def test_a_drop_before_the_content_may_be_tried_again(server, connection, name):
    assert outcomes(connection, "a", name, "c") == [("a", "accepted"), (name, "refused_temporary")]
    assert not connection.is_open


def test_a_server_too_slow_to_answer_leaves_the_message_unknown(server):
    connection = connect("127.0.0.1", server.port, timeout=0.3)
    assert outcomes(connection, "slow-a")[0] == ("slow-a", "unknown")
    assert not connection.is_open


def test_a_refused_sender_is_told_from_a_refused_recipient(server, connection):
    receipts = list(connection.send([message("a", sender="nobody-x@seller.example"), message("b")]))
    assert [r.outcome for r in receipts] == [Outcome.REFUSED_SENDER, Outcome.ACCEPTED]
    assert receipts[0].code == 550


def test_nothing_comes_between_the_last_look_and_the_content(server, connection):
    """Preparing the next message may take a while; whoever objects meanwhile must still be seen."""
    told = []

    def prepared():
        for key in "abc":
            told.append(f"prepare {key}")
            yield message(key)

    def looked(one):
        told.append(f"look {one.key}")
        return True

    list(connection.send(prepared(), may_leave=looked))
    assert told == ["prepare a", "prepare b", "look a", "prepare c", "look b", "look c"]


def test_what_may_no_longer_leave_does_not(server, connection):
    receipts = list(connection.send(map(message, "abc"), may_leave=lambda m: m.key != "b"))
    assert [(r.message.key, r.outcome) for r in receipts] == [("a", "accepted"), ("b", "unsent"), ("c", "unsent")]
    assert [recipient for recipient, _ in server.received] == ["a@prospect.example"]


def test_what_the_server_cannot_carry_is_refused_here():
    with MailServer(extensions=("SIZE 100",)) as server:
        connection = connect("127.0.0.1", server.port, timeout=5)
        wrong = [
            message("big", b"x" * 101),
            message("accents", "é".encode()),
            Message("unicode", "a@seller.example", "rené@prospect.example", b""),
            Message("injected", "a@seller.example", "a@b.example>\r\nRCPT TO:<c@d.example", b""),
            message("fine"),
        ]
        receipts = list(connection.send(wrong))
        assert [(r.message.key, r.outcome, r.code) for r in receipts] == [
            ("big", "refused_permanent", 552),
            ("accents", "refused_permanent", 554),
            ("unicode", "refused_permanent", 553),
            ("injected", "refused_permanent", 553),
            ("fine", "accepted", 250),
        ]
        assert len(server.received) == 1
        connection.quit()


def test_parameters_are_declared_only_when_needed(server, connection):
    unicode = Message("u", "a@seller.example", "rené@prospect.example", "é".encode())
    assert [r.outcome for r in connection.send([message("a"), unicode])] == ["accepted", "accepted"]
    mails = [line for line in server.commands if line.startswith("MAIL")]
    assert mails[0] == "MAIL FROM:<alix@seller.example> SIZE=23"
    assert mails[1] == "MAIL FROM:<a@seller.example> SIZE=2 BODY=8BITMIME SMTPUTF8"


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_it_encrypts_verifies_and_logs_in(security, certificates):
    tls = {"starttls": certificates.server} if security == "starttls" else {"implicit_tls": certificates.server}
    with MailServer(users={"alix": "correct"}, **tls) as server:
        options = {"security": security, "username": "alix", "password": "correct", "context": certificates.client}
        connection = connect("localhost", server.port, timeout=5, **options)
        assert outcomes(connection, "a", "b") == [("a", "accepted"), ("b", "accepted")]
        assert server.logged_in == ["alix"]
        connection.quit()


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_an_unknown_certificate_is_refused(security, certificates):
    tls = {"starttls": certificates.server} if security == "starttls" else {"implicit_tls": certificates.server}
    with MailServer(**tls) as server, pytest.raises(CannotConnect) as caught:
        connect("localhost", server.port, timeout=5, security=security)
    assert caught.value.code == "tls"


def test_what_stops_a_connection_is_named(certificates):
    with MailServer(users={"alix": "correct"}) as server:
        for expected, options in {
            "no_starttls": {"security": "starttls"},
            "login": {"username": "alix", "password": "wrong"},
            "tls": {"security": "tls"},
        }.items():
            with pytest.raises(CannotConnect) as caught:
                connect("127.0.0.1", server.port, timeout=5, **options)
            assert caught.value.code == expected
    with pytest.raises(CannotConnect) as caught:
        connect("127.0.0.1", server.port, timeout=5)
    assert caught.value.code == "unreachable"
    with pytest.raises(CannotConnect) as caught:
        connect("mail.example", 25, username="alix", password="correct")
    assert caught.value.code == "clear_password"


def test_stuffing_leaves_ordinary_content_alone():
    assert stuffed(b"a\r\nb\r\n") == b"a\r\nb\r\n.\r\n"
    assert stuffed(b"a") == b"a\r\n.\r\n"
    assert stuffed(b"") == b"\r\n.\r\n"


def test_many_connections_carry_each_message_once(server):
    connections = [connect("127.0.0.1", server.port, timeout=5) for _ in range(4)]
    names = [f"p{number}" for number in range(200)]
    receipts = list(converse_over(connections, map(message, names)))
    assert sorted(receipt.message.key for receipt in receipts) == sorted(names)
    assert {receipt.outcome for receipt in receipts} == {"accepted"}
    assert sorted(recipient.split("@")[0] for recipient, _ in server.received) == sorted(names)
    for connection in connections:
        connection.quit()


def test_a_silent_server_holds_back_its_own_connection_only():
    with MailServer(pipelining=True) as server:
        connections = [connect("127.0.0.1", server.port, timeout=0.4) for _ in range(2)]
        receipts = list(converse_over(connections, map(message, ["slow-a", *(f"p{n}" for n in range(20))])))
        found = {receipt.message.key: receipt.outcome for receipt in receipts}
        assert found.pop("slow-a") == "unknown"
        assert sorted(found.values()) == ["accepted"] * 19 + ["unsent"]
        assert [connection.is_open for connection in connections] == [False, True]
        connections[1].quit()
