"""By what a text leaves: the sandbox, or a gateway spoken to over HTTP. One small interface; a provider more is a class more.

Jasmin (Apache-2.0) is spoken to as its documentation says: `/send` answers `Success "id"`, 400, 403 or 412 for what it
certainly did not take; after anything else nobody knows, and nothing is sent again.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from urllib.parse import urlsplit

import requests

from aval.accounts.models import Brand
from aval.accounts.processors import Reason, barred
from aval.post import sandbox
from aval.post.models import SandboxMessage, TextServer
from aval.post.servers import is_local, open_password
from aval.post.smtp import Outcome
from aval.post.texts.spelling import encode

CONNECT, ANSWER = 10.0, 30.0  # seconds
SANDBOX_NUMBER = "36000"  # what the sandbox shows as the number a STOP comes back to; nobody has it


@dataclass(frozen=True, slots=True)
class Parcel:
    """One text as it travels: `message_id` is ours, and never changes."""

    organisation: int
    message_id: str
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the gateway said. `silent` when it could not be reached at all: the others wait too."""

    outcome: Outcome
    said: str = ""
    reference: str = ""
    silent: bool = False


class Gateway(Protocol):
    """What a provider must offer. `server` is how attempts name it; `number` is for the daily count, none here."""

    server: str
    number: None
    answers_to: str
    hears: bool

    def send(self, parcel: Parcel, at: datetime) -> Answer:
        """Hand one text over. Never raises for what the network does."""
        ...


class Sandbox:
    """Kept in the desk's sandbox, delivered to nobody."""

    server, number, answers_to, hears = sandbox.NAME, None, SANDBOX_NUMBER, True

    def send(self, parcel: Parcel, at: datetime) -> Answer:
        """Keep it beside the letters; the row is there as soon as the caller's transaction is."""
        head = f"To: {parcel.number}\r\nSubject: SMS\r\nMessage-ID: {parcel.message_id}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        SandboxMessage.objects.create(
            organisation_id=parcel.organisation,
            received_at=at,
            envelope_from=self.answers_to,
            envelope_to=parcel.number,
            message_id=parcel.message_id,
            subject=f"SMS : {parcel.text}"[:300],
            raw=(head + parcel.text).encode(),
        )
        return Answer(Outcome.ACCEPTED, "kept in the sandbox")


class Jasmin:
    """A Jasmin gateway of ours."""

    number = None

    def __init__(self, row: TextServer) -> None:
        self.row = row
        self.server = row.url[:260]
        self.answers_to = row.answers_to
        self.hears = row.heard_at is not None
        self._password = open_password(row)

    def send(self, parcel: Parcel, at: datetime) -> Answer:
        """POST /send."""
        coding, octets = encode(parcel.text)
        asked = {
            "username": self.row.username,
            "password": self._password,
            "to": parcel.number.lstrip("+"),
            "from": self.row.sender.lstrip("+"),
            "coding": str(coding),
            "hex-content": octets.hex(),
        }
        url = f"{self.row.url.rstrip('/')}/send"
        try:
            answer = requests.post(url, data=asked, timeout=(CONNECT, ANSWER), allow_redirects=False)
        except (requests.ConnectTimeout, requests.exceptions.InvalidURL) as why:
            return Answer(Outcome.UNSENT, type(why).__name__, silent=True)
        except requests.ConnectionError as why:
            unreached = "NewConnectionError" in repr(why) or "NameResolutionError" in repr(why)
            return Answer(Outcome.UNSENT if unreached else Outcome.UNKNOWN, type(why).__name__, silent=unreached)
        except requests.RequestException as why:
            return Answer(Outcome.UNKNOWN, type(why).__name__)
        return read_jasmin(answer.status_code, answer.text)


def read_jasmin(status: int, body: str) -> Answer:
    """What an answer of Jasmin means."""
    said = f"{status} {' '.join(body.split())}"[:300]
    if status == 200 and body.startswith("Success"):
        return Answer(Outcome.ACCEPTED, said, body.partition('"')[2].partition('"')[0])
    if status in {400, 412}:
        return Answer(Outcome.REFUSED_PERMANENT, said)
    if status == 403:
        return Answer(Outcome.REFUSED_SENDER, said, silent=True)
    return Answer(Outcome.UNKNOWN, said)


def bars_texts(row: TextServer, on: date) -> tuple[Reason, ...]:
    """Why nothing may leave by this gateway that day; one of this machine is ourselves."""
    return () if is_local(urlsplit(row.url).hostname or "") else barred(row, on)


def closed(brand: Brand, on: date, language: str = "fr") -> str:
    """Why no text of this brand may leave that day, in a sentence; empty when they may."""
    row = TextServer.objects.filter(brand=brand).select_related("processor").first()
    reasons = bars_texts(row, on) if row else ()
    return " ".join(f"{one.say(language)} {one.mend(language)} ({one.article})" for one in reasons[:1])


def gateway_of(brand: Brand) -> Gateway:
    """What the texts of this brand leave by. Raises `Unsealable`."""
    row = TextServer.objects.filter(brand=brand).first()
    return Jasmin(row) if row else Sandbox()
