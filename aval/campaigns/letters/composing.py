"""From a granted clearance to the bytes that leave.

`prepare` reads a template once; `compose` is the only way to a `Letter`, and it asks for the clearance of that very
attempt. A `Trial` goes to a member herself and acts on nobody; a specimen is what the lint reads, and leaves nowhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from html import escape
from typing import Protocol
from urllib.parse import quote

from aval.campaigns.letters import encoding
from aval.campaigns.letters.parties import Origin, Recipient, Sender
from aval.campaigns.letters.parts import Part, html_part, text_part
from aval.campaigns.letters.surroundings import Block, Surroundings, say_date, sentences
from aval.campaigns.letters.words import Words, fill, parse, tidy
from aval.prospects.links import FOLLOWED, link_token, seal

BOUNDARY = "=_aval_letter"  # no quoted-printable line can hold "=_"
TEXT_FOLLOWS, HTML_FOLLOWS = (
    (
        f"\r\n--{BOUNDARY}\r\nContent-Type: text/{kind}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    ).encode()
    for kind in ("plain", "html")
)
NOTHING_FOLLOWS = f"\r\n--{BOUNDARY}--\r\n".encode()
TRIAL_PATH = "essai"  # /d/essai: a page that acts on nobody
SIGNED_ONCE = ("To", "Reply-To", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Language")
SIGNED_TWICE = ("From", "Subject", "List-Unsubscribe", "List-Unsubscribe-Post")
_SEAL = object()


class NotCleared(Exception):
    """No letter: there is no clearance, it says no, or it is about another attempt."""


class IncompleteSender(ValueError):
    """The organisation lacks a part every letter must carry; `missing` names the fields."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


class Granted(Protocol):
    """What `compose` asks of a clearance (`aval.clearance.models.Clearance` has it)."""

    verdict: str
    channel: str
    offer_code: str
    organisation_id: int
    contact_point_id: int | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that may leave: made by `compose` alone. `raw` has CRLF lines and is at most 76 characters wide."""

    contact_point: int
    recipient: str
    sender: str
    message_id: str
    token: str
    raw: bytes
    clearance: Granted
    seal: object = None

    def __post_init__(self) -> None:
        if self.seal is not _SEAL:
            raise NotCleared


@dataclass(frozen=True, slots=True)
class Trial:
    """A message to a member herself, marked as a trial; it carries no link that acts and no list header."""

    recipient: str
    sender: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter as it would read, for the screen."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A letter of one campaign in one language, from one source: everything but the person."""

    organisation: int
    offer_code: str
    campaign: int
    language: str
    surroundings: Surroundings
    subject: Words
    text: Part
    html: Part
    followed: Part
    trial_text: Part
    trial_html: Part
    head: str
    url: str

    def values(self, recipient: Recipient, link: str) -> dict[str, str]:
        """The value of each field for this person, on one line each."""
        values = {
            "first_name": tidy(recipient.first_name),
            "last_name": tidy(recipient.last_name),
            "civility": tidy(recipient.civility),
            "function": tidy(recipient.function),
            "company": tidy(recipient.company),
            "city": tidy(recipient.city),
            "collected_on": say_date(recipient.collected_on, self.language),
            "link": link,
        }
        values["why"] = self.surroundings.why(values)
        return values


@lru_cache(maxsize=256)
def prepare(
    *,
    subject: str,
    body: str,
    language: str,
    sender: Sender,
    origin: Origin,
    reason: str,
    offer_code: str,
    campaign: int,
    url: str,
    on: date,
) -> Prepared:
    """Read a template once, and keep it. `url` is where the pages answer (settings.AVAL_URL); the
    notice is that of the law of the day `on`.

    Raises BadWords (line, column) for the template, IncompleteSender for the organisation.
    """
    if sender.missing:
        raise IncompleteSender(sender.missing)
    around = Surroundings(sender, origin, tidy(reason), language, on=on)
    words = parse(body.strip())
    before, after = around.before(), around.after()
    told = sentences(language)
    note = [Block("small", (told["trial_note"],))]
    title = sender.brand
    return Prepared(
        organisation=sender.organisation,
        offer_code=offer_code,
        campaign=campaign,
        language=language,
        surroundings=around,
        subject=parse(" ".join(subject.split())),
        text=text_part(told["colon"], before, words, after),
        html=html_part(title, language, before, words, after),
        followed=html_part(title, language, before, words, after, stop_following=told["stop_following"]),
        trial_text=text_part(told["colon"], note + before, words, after),
        trial_html=html_part(title, language, note + before, words, after),
        head=_head(sender, language),
        url=url.rstrip("/"),
    )


def _head(sender: Sender, language: str) -> str:
    name = sender.sender_name or sender.brand
    if not any(company.casefold() in name.casefold() for company in (sender.brand, sender.legal_name)):
        name = f"{name} ({sender.brand})"  # L34-5 CPCE: the company is named, not only its salesperson
    return (
        f"From: {encoding.mailbox(name, sender.sender_email)}\r\n"
        f"Reply-To: {encoding.mailbox('', sender.reply_to)}\r\n"
        f"Content-Language: {language}\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/alternative; boundary="{BOUNDARY}"\r\n'
    )


def compose(
    prepared: Prepared,
    recipient: Recipient,
    clearance: Granted,
    *,
    message_id: str,
    at: datetime,
    followed: bool = False,
) -> Letter:
    """The letter of one cleared attempt. Raises NotCleared; CannotBeWritten for an address no server carries.

    `followed`: she agreed that we know whether she opens it and where she clicks, and the clearance was given on that.
    """
    if (
        clearance.verdict != "allow"
        or clearance.channel != "email"
        or clearance.contact_point_id != recipient.contact_point
        or clearance.organisation_id != prepared.organisation
        or clearance.offer_code != prepared.offer_code
    ):
        raise NotCleared
    token = link_token(prepared.organisation, recipient.contact_point, prepared.campaign)
    own = seal(FOLLOWED, prepared.organisation, recipient.contact_point, prepared.campaign) if followed else ""
    raw = _write(prepared, recipient, token, message_id, at, own)
    sender = prepared.surroundings.sender.sender_email
    return Letter(recipient.contact_point, recipient.email, sender, message_id, token, raw, clearance, _SEAL)


def _write(prepared: Prepared, recipient: Recipient, token: str, message_id: str, at: datetime, own: str = "") -> bytes:
    link = f"{prepared.url}/d/{token}"
    stop = f"mailto:{quote(prepared.surroundings.sender.mailbox, safe='@')}?subject=STOP%20{token}"
    values = prepared.values(recipient, link)
    head = (
        f"{prepared.head}"
        f"To: {encoding.ascii_address(recipient.email)}\r\n"
        f"Subject: {encoding.unstructured(fill(prepared.subject, values), 9)}\r\n"
        f"Date: {encoding.date_header(int(at.timestamp()))}\r\n"
        f"Message-ID: {encoding.message_id(message_id)}\r\n"
        f"List-Unsubscribe: <{link}/stop>,\r\n <{stop}>\r\n"
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    )
    if own:
        return _assemble(head, prepared.text, prepared.followed, {**values, "follow": f"{prepared.url}/d/m/{own}/"})
    return _assemble(head, prepared.text, prepared.html, values)


def _assemble(head: str, text: Part, html: Part, values: Mapping[str, str]) -> bytes:
    safe = {name: escape(value) for name, value in values.items()}
    return b"".join(
        (head.encode("ascii"), TEXT_FOLLOWS, text.render(values), HTML_FOLLOWS, html.render(safe), NOTHING_FOLLOWS)
    )


def show(prepared: Prepared, recipient: Recipient) -> Shown:
    """The letter this person would read, for a member's eyes; its links act on nobody."""
    values = prepared.values(recipient, f"{prepared.url}/d/{TRIAL_PATH}")
    safe = {name: escape(value) for name, value in values.items()}
    return Shown(fill(prepared.subject, values), prepared.text.show(values), prepared.html.show(safe))


def try_on(prepared: Prepared, recipient: Recipient, member: str, *, message_id: str, at: datetime) -> Trial:
    """The same letter sent to the member `member` (her address) alone: marked, without list headers, its links inert."""
    values = prepared.values(recipient, f"{prepared.url}/d/{TRIAL_PATH}")
    subject = sentences(prepared.language)["trial_prefix"] + fill(prepared.subject, values)
    head = (
        f"{prepared.head}To: {encoding.ascii_address(member)}\r\n"
        f"Subject: {encoding.unstructured(subject, 9)}\r\n"
        f"Date: {encoding.date_header(int(at.timestamp()))}\r\n"
        f"Message-ID: {encoding.message_id(message_id)}\r\n"
    )
    raw = _assemble(head, prepared.trial_text, prepared.trial_html, values)
    return Trial(member, prepared.surroundings.sender.sender_email, raw)


def specimen(prepared: Prepared, at: datetime) -> bytes:
    """The letter to an invented person at a reserved domain: what the lint reads before a campaign may start."""
    french = prepared.language == "fr"
    invented = Recipient(
        contact_point=0,
        email="camille.exemple@societe.example",
        language=prepared.language,
        collected_on=date(at.year, at.month, 1),
        first_name="Camille",
        last_name="Exemple",
        civility="Madame" if french else "Ms",
        function="Responsable" if french else "Manager",
        company="Société Exemple" if french else "Example Company",
        city="Lyon",
    )
    return _write(prepared, invented, "specimen", "<specimen@societe.example>", at)


def signable_headers() -> tuple[str, ...]:
    """The names for h= of a DKIM signature, each as often as it must be listed.

    From, Subject and both List-Unsubscribe headers appear twice (oversigned): adding another one breaks the signature
    (RFC 8058 section 4 asks for both of them; RFC 6376 section 8.15).
    """
    return (*SIGNED_TWICE, *SIGNED_TWICE, *SIGNED_ONCE)
