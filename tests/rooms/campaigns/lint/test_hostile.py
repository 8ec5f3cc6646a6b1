"""Whatever it is given, the lint answers, soon."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aval.campaigns.lint import BadContext, lint_message, read_context
from aval.campaigns.lint.page import read_html

pytestmark = pytest.mark.once
LAWFUL = (Path(__file__).parent / "corpus/lawful-first-contact-fr.eml").read_bytes()
CONTEXT = read_context(
    json.loads((Path(__file__).parent / "corpus/expected.json").read_text(encoding="utf-8"))["lawful-first-contact-fr"][
        "context"
    ]
)
HEAD = b"From: a@b.example\r\nSubject: x\r\n"


def nested(depth: int) -> bytes:
    told = b"Content-Type: text/plain\n\nfin\n"
    for level in range(depth):
        told = b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n%s\n--b%d--\n' % (level, level, told, level)
    return HEAD + told


def page(html: str) -> bytes:
    return HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + html.encode()


HOSTILE = {
    "nothing": (b"", "mime-empty"),
    "one byte": (b"\xff", "mime-empty"),
    "zeros": (b"\0" * 100_000, "mime-broken"),
    "no blank line": (b"Subject: x\r\n" * 50_000, "mime-twice"),
    "blank lines": (b"\n" * 1_000_000, "mime-empty"),
    "deep": (nested(400), "mime-nesting"),
    "wide": (
        HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\nContent-Type: text/plain\n\nx\n" * 50_000,
        "mime-nesting",
    ),
    "huge": (HEAD + b"\n" + b"Bonjour, ceci est long.\n" * 1_000_000, "mime-too-large"),
    "bad base64": (HEAD + b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n=%%%", "mime-encoding"),
    "bad printable": (
        HEAD + b"Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\na =ZZ b",
        "mime-encoding",
    ),
    "odd encoding": (HEAD + b"Content-Transfer-Encoding: x-rot13\n\nabc", "mime-encoding"),
    "odd charset": (HEAD + b"Content-Type: text/plain; charset=punycode\n\n" + b"a-" * 300_000, "mime-charset"),
    "wrong charset": (HEAD + b"Content-Type: text/plain; charset=utf-8\n\n\xe9t\xe9", "mime-charset"),
    "carriage returns": (HEAD.replace(b"\r\n", b"\r") + b"\rbonjour", "identity-name"),
    "open tags": (page("<a href=x " * 100_000), "mime-no-text"),
    "open quotes": (page("<a href='" * 100_000), "mime-no-text"),
    "open comments": (page("<!--" * 250_000), "mime-no-text"),
    "declarations": (page("<![" * 300_000), "mime-no-text"),
    "deep tags": (page("<div>" * 200_000), "text-cut"),
    "closing tags": (page("<b>" * 400 + "</i>" * 200_000 + "x"), "mime-no-text"),
    "styles": (page("<style>" + "a{" * 300_000 + "</style>x"), "mime-no-text"),
    "open styles": (page("<style>" * 140_000), "mime-no-text"),
    "attributes": (page("<a " + "b=c " * 240_000 + ">x</a>"), "mime-no-text"),
    "dots and words": (HEAD + b"\n" + b"desinscription connexion frais " * 30_000, "unsubscribe-missing"),
    "numbers": (HEAD + b"\n" + b"08 99 " * 160_000, "mime-long-line"),
    "encoded words": (b"From: " + b"=?a?q?" * 2_000_000 + b"\n\nx", "mime-long-line"),
    "addresses": (b"From: " + b"<" * 5_000 + b"\n\nnotre offre", "sender-name"),
    "many headers": (b"X-A: b\n" * 200_000 + b"\nnotre offre", "mime-broken"),
    "bad addresses of pages": (page('<a href="http://[::bad">notre offre</a><img src="https://[x">'), "mime-no-text"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_messages_are_answered_soon(name):
    raw, code = HOSTILE[name]
    start = time.process_time()
    report = lint_message(raw, CONTEXT)
    assert time.process_time() - start < 5
    bare = lint_message(raw)
    assert code in {one.code for one in report.findings} | {one.code for one in bare.findings}
    assert not report.ok


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_are_answered(raw):
    assert not lint_message(raw, CONTEXT).ok


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(LAWFUL)), st.binary(max_size=40))
def test_a_lawful_message_damaged_anywhere_is_answered(place, noise):
    json.dumps(lint_message(LAWFUL[:place] + noise + LAWFUL[place + len(noise) :], CONTEXT).as_json())


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="<>!-/\"'= abstyle{}:;#\n&", max_size=400))
def test_any_page_is_read(html):
    read_html(html)


@pytest.mark.parametrize(
    ("given_context", "field"),
    [
        ([], "context"),
        ({"message_type": "spam"}, "message_type"),
        ({"advertiser": "X"}, "advertiser"),
        ({"advertiser": {"domains": 3}}, "advertiser.domains"),
        ({"recipient": 3.5}, "recipient"),
        ({"tracking_consent": [1]}, "tracking_consent"),
        ({"linked_pages": []}, None),
        ({"linked_pages": {"u": {"status": "200"}}}, "linked_pages.u.status"),
        ({"linked_pages": {"u": 3}}, "linked_pages.u"),
        ({"unheard_of": 1, "recipient_language": None}, None),
    ],
)
def test_a_context_that_cannot_be_read_is_shown(given_context, field):
    if field is None:
        read_context(given_context)
        return
    with pytest.raises(BadContext) as refused:
        read_context(given_context)
    assert refused.value.field == field
