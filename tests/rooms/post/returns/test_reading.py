"""Messages as they come back: automatic answers and their date, unsubscriptions, our own mail, and whatever was made to hurt."""

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aval.post.returns.reading import Context, Told, read_context, read_return

pytestmark = pytest.mark.once
MAILS = Path(__file__).parent / "mails"
MONDAY = "Mon, 23 Nov 2026 10:00:00 +0100"
QUOTE = "\n\nLe lun. 23 nov. 2026 à 10:12, Alix <alix@nord.example> a écrit :\n> Pour vous désinscrire : STOP"


def mail(
    subject: str, body: str, *, extra: str = "", sender: str = "dominique@fabrique.example", written: str = MONDAY
) -> bytes:
    head = f"From: Dominique <{sender}>\nTo: alix@nord.example\nSubject: {subject}\nDate: {written}\nMessage-ID: <x@y.example>\n"
    return f"{head}{extra}Content-Type: text/plain; charset=utf-8\n\n{body}\n".encode()


AWAY = [
    ("Absence du bureau", "Bonjour,\nJe suis absente, de retour le 3 décembre.", "2026-12-03"),
    (
        "Réponse automatique : votre offre",
        "Je suis en congés jusqu'au 2 janvier inclus. En cas d'urgence contactez marie@fabrique.example.",
        "2027-01-02",
    ),
    (
        "Automatic reply: offer",
        "I am out of the office until December 3rd and will be back on December 7th.",
        "2026-12-07",
    ),
    ("Out of office", "I will be back on Monday.", "2026-11-30"),
    ("Réponse automatique", "Absent du 20 novembre au 3 décembre 2026.", "2026-12-03"),
    ("Réponse automatique", "Absent du 23 au 30 novembre.", "2026-11-30"),
    ("Réponse automatique", "Je serai de retour lundi 30 novembre", "2026-11-30"),
    ("Réponse automatique", "Je serai de retour le 01/12/2026 à 9h.", "2026-12-01"),
    ("Automatic reply", "I'm away until 12/01/2026", "2026-12-01"),
    ("Automatic reply", "back in the office on 4 January", "2027-01-04"),
    ("Réponse automatique", "Je reviens le 1er décembre", "2026-12-01"),
    ("Réponse automatique", "Nos bureaux sont fermés, réouverture le lundi 4 janvier 2027", "2027-01-04"),
    ("Automatic reply", "I will return on 2026-12-03.", "2026-12-03"),
    ("Réponse automatique", "Je suis absent aujourd'hui et serai de retour demain.", "2026-11-24"),
    ("Réponse automatique", "Je suis absente et serai de retour le 3.", "2026-12-03"),
    ("Automatic reply", "I am on leave from 20 November to 3 December", "2026-12-03"),
    ("Absence", "Absente jusqu’au vendredi 27/11 inclus.", "2026-11-27"),
    ("Réponse automatique", "Actuellement en congé maternité, je serai de retour en mars 2027.", None),
    (
        "Re: offre",
        "Merci pour votre message. Je suis en congés jusqu'au 30 novembre, pouvez-vous me rappeler après ?",
        "reply",
    ),
    ("Réponse automatique : RE: x", "Je ne fais plus partie de la société.", None),
    ("Auto: x", "I am currently out of office, returning Dec 3. Best", "2026-12-03"),
]


@pytest.mark.parametrize(("subject", "body", "expected"), [row for row in AWAY if row[2] != "reply"])
def test_the_day_she_is_back(subject: str, body: str, expected: str | None) -> None:
    told = read_return(mail(subject, body))
    assert told.kind == "auto_reply"
    assert (told.until.isoformat() if told.until else None) == expected
    assert told.recipients == ("dominique@fabrique.example",)  # a stand-in is never anybody


def test_a_person_who_says_when_she_is_away_has_answered() -> None:
    told = read_return(
        mail("Re: offre", "Merci. Je suis en congés jusqu'au 30 novembre, pouvez-vous me rappeler après ?")
    )
    assert told.kind == "reply"


def test_without_a_day_of_writing_a_day_without_year_is_not_guessed() -> None:
    raw = mail("Absence", "De retour le 3 décembre", written="?")
    assert read_return(raw).until is None
    assert read_return(raw, today=date(2026, 12, 30)).until == date(2026, 12, 3)
    assert read_return(raw, Context(received_on=date(2027, 6, 1))).until == date(2027, 12, 3)


def test_what_is_quoted_says_nothing() -> None:
    told = read_return(mail("Re: offre", f"Très bien.{QUOTE}", extra="In-Reply-To: <a@nord.example>\n"))
    assert (told.kind, told.intent, told.stop, told.new_text) == ("reply", "none", False, "Très bien.")
    assert told.answers == ("<a@nord.example>",)


def test_the_unsubscribe_button() -> None:
    told = read_return(mail("STOP eyJhbGciOi.abc-_", ""))
    assert (told.kind, told.intent, told.stop) == ("unsubscribe", "objection", True)


def test_our_own_follow_up_is_no_reply() -> None:
    raw = mail("Re: offre", "Je me permets de revenir vers vous", sender="alix@nord.example")
    assert read_return(raw, Context(ours=frozenset({"alix@nord.example"}))).kind == "other"
    assert read_return(raw, Context(sent={"<x@y.example>": "dominique@fabrique.example"})).kind == "other"


def test_a_report_that_hides_her_is_matched_by_what_we_sent() -> None:
    raw = (MAILS / "bounces-sisimai-sample" / "messages" / "arf-15.eml").read_bytes()
    context = read_context({"sent": {"ffffffffffffffffffffffff00000000@example.net": "dominique@fabrique.example"}})
    assert read_return(raw, context).recipients == ("dominique@fabrique.example",)


def test_html_alone_is_read_without_its_quote() -> None:
    html = "<p>Retirez-moi de vos listes</p><div class=gmail_quote>Le lundi, Alix a écrit :<blockquote>Bonjour, intéressé ?</blockquote></div>"
    told = read_return(mail("Re: offre", html).replace(b"text/plain", b"text/html"))
    assert (told.new_text, told.intent, told.stop) == ("Retirez-moi de vos listes", "objection", True)


def nested(depth: int) -> bytes:
    return (
        b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(depth))
        + b"\nx\n" * 50_000
    )


CRUEL = {
    "nothing": b"",
    "nuls": b"\0" * 10_000,
    "carriage returns only": mail("Re: x", "STOP").replace(b"\n", b"\r"),
    "a thousand parts deep": nested(1000),
    "fifty parts deep": nested(50),
    "one line": b"From: a@b.example\n\n" + b"x" * 11_000_000,
    "messages within messages": b"Content-Type: message/rfc822\n\n" * 3000,
    "tags": b"Content-Type: text/html\n\n" + b"<div>" * 200_000,
    "brackets": b"Content-Type: text/html\n\n" + b"<" * 900_000,
    "no such charset": mail("=?no-such?q?x?= =?utf-8?b?%%%?=", "STOP").replace(b"utf-8", b"no-such-charset"),
    "a wrong charset": mail("Re: x", "Désinscription").replace(b"charset=utf-8", b"charset=utf-16"),
    "a broken base64": mail("Re: x", "%%%=not base64").replace(
        b"Content-Type", b"Content-Transfer-Encoding: base64\nContent-Type"
    ),
    "headers without end": b"Subject: x\n" + b" folded\n" * 200_000,
    "many headers": b"X-A: b\n" * 100_000 + b"\nSTOP",
    "many addresses": mail("Undeliverable", "a@b.example\n" * 50_000, sender="mailer-daemon@b.example"),
    "many quotes": mail("Re: x", "> STOP\nx\n" * 50_000),
    "spaces": mail("Re: x", " " * 2_000_000),
    "brackets in headers": b"References: " + b"<" * 200_000 + b"\nFrom: " + b"(" * 100_000 + b"\n\nx",
    "a date of no calendar": mail("Absence", "de retour le 31/02/2026", written="Mon, 99 Foo 99999 99:99:99 +9999"),
}


@pytest.mark.parametrize("name", CRUEL)
def test_what_was_made_to_hurt_is_read_in_no_time(name: str) -> None:
    started = time.process_time()
    told = read_return(CRUEL[name])
    assert isinstance(told, Told)
    assert told.as_json()["kind"]
    assert time.process_time() - started < 5


def test_carriage_returns_alone_part_lines() -> None:
    assert read_return(CRUEL["carriage returns only"]).stop


SAMPLES = sorted(MAILS.glob("bounces-*/messages/*"))


@given(st.sampled_from(SAMPLES), st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_broken_and_truncated_messages_never_crash(path: Path, data: st.DataObject) -> None:
    raw = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(0, 4))):
        place = data.draw(st.integers(0, len(raw)))
        raw[place : place + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=30))
    told = read_return(bytes(raw[: data.draw(st.integers(0, len(raw)))]))
    assert told.kind in {"bounce", "complaint", "auto_reply", "reply", "unsubscribe", "other"}


@given(st.binary(max_size=2000))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_a_message(raw: bytes) -> None:
    assert read_return(raw).as_json()["kind"]
