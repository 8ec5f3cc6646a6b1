"""A message to one person, as bytes, and what the law is told of it. Who writes is said by Aval, never left to the words.

It carries no pixel and no tracked link, and no list header unless it comes unasked: the notice of article 14 alone and
the question at the end of retention have their way out, with the right to object apart.
"""

import re
from base64 import b64encode
from datetime import datetime
from html import escape
from urllib.parse import quote

from django.conf import settings

from aval.campaigns.facts import message_facts
from aval.campaigns.letters import encoding
from aval.campaigns.letters.composing import BOUNDARY, HTML_FOLLOWS, NOTHING_FOLLOWS, TEXT_FOLLOWS
from aval.campaigns.letters.parties import Origin, Sender
from aval.campaigns.letters.parts import FOOT, HEAD, text_part
from aval.campaigns.letters.surroundings import Surroundings, sentences
from aval.campaigns.lint import Context, lint_message
from aval.campaigns.lint.context import Advertiser
from aval.post.models import Single
from aval.prospects.links import link_token

NOWHERE = Origin(name="", kind="hand", basis="legitimate_interest", holder="")
UNASKED = frozenset({Single.Kind.NOTICE_ONLY, Single.Kind.RETENTION_QUESTION})
SPECIMEN = "<specimen@societe.example>"


def write_single(single: Single, *, message_id: str, at: datetime) -> bytes:
    """The message, CRLF lines of 76 characters at most. Raises `CannotBeWritten` for an address no server carries."""
    sender = Sender.of(single.brand)
    identity = identity_of(sender, single.language)
    head = _head(single, sender, message_id, at)
    out = ["", way_out(single, sender)] if single.message_type in UNASKED else []
    text = "\n".join([single.text.rstrip(), *out, "", "* * *", *identity])
    if single.calendar:
        return _with_calendar(head, text, single.calendar)
    if not single.html:
        kind = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        return f"{head}{kind}".encode("ascii") + _printable(text)
    page = [
        HEAD.format(language=single.language, title=escape(single.subject)).rstrip(),
        single.html,
        "<hr>",
        *(f"<p>{escape(line)}</p>" for line in identity),
        FOOT,
    ]
    kind = f'Content-Type: multipart/alternative; boundary="{BOUNDARY}"\r\n'
    parts = (TEXT_FOLLOWS, _printable(text), HTML_FOLLOWS, _printable("\n".join(page)), NOTHING_FOLLOWS)
    return f"{head}{kind}".encode("ascii") + b"".join(parts)


def _with_calendar(head: str, text: str, calendar: str) -> bytes:
    """The words, then the calendar file as an attachment (RFC 6047)."""
    kind = f'Content-Type: multipart/mixed; boundary="{BOUNDARY}"\r\n\r\n'
    words = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    attached = (
        "Content-Type: text/calendar; charset=utf-8; method=PUBLISH\r\nContent-Transfer-Encoding: base64\r\n"
        'Content-Disposition: attachment; filename="invite.ics"\r\n\r\n'
    )
    packed = b64encode(calendar.encode()).decode("ascii")
    rows = "".join(f"{packed[start : start + 76]}\r\n" for start in range(0, len(packed), 76))
    edge = f"--{BOUNDARY}"
    return b"".join(
        (
            f"{head}{kind}{edge}\r\n{words}".encode("ascii"),
            _printable(text),
            f"\r\n{edge}\r\n{attached}{rows}{edge}--\r\n".encode("ascii"),
        )
    )


def _head(single: Single, sender: Sender, message_id: str, at: datetime) -> str:
    name = sender.sender_name or sender.brand
    if not any(company.casefold() in name.casefold() for company in (sender.brand, sender.legal_name)):
        name = f"{name} ({sender.brand})"
    subject = encoding.unstructured(" ".join(single.subject.split()), 9)
    lines = [
        f"From: {encoding.mailbox(name, sender.sender_email)}",
        f"Reply-To: {encoding.mailbox('', sender.reply_to)}",
        f"To: {encoding.ascii_address(single.address)}",
        f"Subject: {subject}",
        f"Date: {encoding.date_header(int(at.timestamp()))}",
        f"Message-ID: {encoding.message_id(message_id)}",
        f"Content-Language: {single.language}",
        "MIME-Version: 1.0",
    ]
    if single.in_reply_to:
        answered = encoding.message_id(single.in_reply_to)
        lines += [f"In-Reply-To: {answered}", f"References: {answered}"]
    if single.message_type in UNASKED:
        stop = f"mailto:{quote(sender.mailbox, safe='@')}?subject=STOP%20{_token(single)}"
        lines += [
            f"List-Unsubscribe: <{link_of(single)}/stop>,\r\n <{stop}>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        ]
    if (
        single.asked_by_id is None or single.message_type in UNASKED
    ):  # no hand wrote it: no robot must answer it (RFC 3834)
        lines.append(f"Auto-Submitted: {'auto-replied' if single.in_reply_to else 'auto-generated'}")
    return "".join(f"{line}\r\n" for line in lines)


def way_out(single: Single, sender: Sender) -> str:
    """Her right to object, in a paragraph of its own, and the link that does it."""
    around = Surroundings(sender, NOWHERE, "", single.language)
    part = text_part(sentences(single.language)["colon"], [], (), around.way_out())
    return part.show({"link": link_of(single)}).rstrip()


def link_of(single: Single) -> str:
    """Her page, from this message."""
    return f"{settings.AVAL_URL.rstrip('/')}/d/{_token(single)}"


def _token(single: Single) -> str:
    point = single.attempt.contact_point_id if single.attempt_id else None
    return link_token(single.organisation_id, point) if point else "specimen"


def _printable(text: str) -> bytes:
    return b"".join(map(encoding.printable_line, text.splitlines()))


def identity_of(sender: Sender, language: str) -> list[str]:
    """Who writes, and where a person answers: the sentences every letter carries."""
    around = Surroundings(sender, NOWHERE, "", language)
    names = ("identity" if around.own_name else "identity_brand", "reach")
    return ["".join(map(str, around.say(name))) for name in names]


def facts_of(single: Single, at: datetime) -> dict[str, bool]:
    """The facts of group `message`, read by the lint from the message as it would leave. A link to our own pages tracks nobody."""
    ours = re.compile(re.escape(settings.AVAL_URL.rstrip("/")) + r"[^\s\"'<>]*")
    plain = Single(
        brand=single.brand,
        message_type=single.message_type,
        address=single.address,
        language=single.language,
        subject=single.subject,
        text=ours.sub(settings.AVAL_URL, single.text),
        html=ours.sub(settings.AVAL_URL, single.html),
    )
    sender = Sender.of(single.brand)
    context = Context(
        message_type=single.message_type,
        advertiser=Advertiser(
            legal_name=sender.legal_name,
            siren=sender.siren,
            postal_address=sender.postal_address,
            domains=(sender.sender_email.rpartition("@")[2].lower(),),
        ),
        sent_by_agency=False,
        recipient=single.address,
        recipient_language=single.language,
        tracking_consent=False,
        notice_already_delivered=False if single.message_type == Single.Kind.NOTICE_ONLY else None,
    )
    return message_facts(lint_message(write_single(plain, message_id=SPECIMEN, at=at), context))
