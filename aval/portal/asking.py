"""She types her address or her mobile number, to see what is held or to be left alone. Whether it is in the base changes nothing here.

The request does the same work in both cases: it writes what was asked, and the worker answers by mail or by text, to what
was typed and nowhere else. An objection does not wait for it: it is recorded in the request, for any address.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from django.db import transaction
from django.db.models import QuerySet

from aval import keys
from aval.accounts.models import Brand, Organisation
from aval.portal.models import Ask, Knock
from aval.post.models import MailServer, TextServer
from aval.prospects.classification import Refusal, normalise_email, normalise_phone
from aval.prospects.fingerprints import fingerprint
from aval.prospects.models import Objection
from aval.prospects.objecting import object_to

HOUR = timedelta(hours=1)  # how long a knock is kept, and what limits are counted over
FROM_ONE_PLACE = 20  # asks an hour from one network address
ABOUT_ONE = 3  # messages an hour to one address, whoever asks
LENGTH = 32  # hexadecimal digits of a mark


class NotAsked(ValueError):
    """Nothing was done: `code` is `address` (not one) or `too-many`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked; `entry` proves the objection, when it was one."""

    entry: int | None


def ask(organisation: Organisation, typed: str, *, stop: bool, language: str, place: str, at: datetime) -> Asked:
    """Write down what is asked for the address `typed`, from the network address `place`. Raises `NotAsked`."""
    address, about = _read(organisation, typed)
    marks = [about, *([mark_of(place, at)] if place else [])]
    with transaction.atomic():
        stale_knocks(organisation, at).delete()
        if place and Knock.objects.of(organisation).filter(mark=marks[1]).count() >= FROM_ONE_PLACE:
            raise NotAsked("too-many")
        Knock.objects.of(organisation).bulk_create(Knock(organisation=organisation, mark=mark, at=at) for mark in marks)
        entry = _object(organisation, address, at) if stop else None
        Ask.objects.create(
            organisation=organisation, address=address, fingerprint=about, language=language, stop=stop,
            entry=entry, asked_at=at,
        )  # fmt: skip
    return Asked(entry)


def _read(organisation: Organisation, typed: str) -> tuple[str, str]:
    """Where the answer goes, and its fingerprint: an address, or a mobile number where texts can be sent."""
    if "@" not in typed and offers_texts(organisation):
        number = normalise_phone(typed)
        if isinstance(number, Refusal) or number.kind != "mobile":
            raise NotAsked("address")
        return number.e164, fingerprint("phone", number.e164)
    read = normalise_email(typed)
    if isinstance(read, Refusal):
        raise NotAsked("address")
    return read.address, fingerprint("email", read.normal)


def offers_texts(organisation: Organisation) -> bool:
    """Whether a text would reach anybody: by a gateway of ours, or in the sandbox of a house that has no server at all."""
    first = Brand.objects.of(organisation).order_by("id").first()
    if first is None:
        return False
    texts, mails = TextServer.objects.of(organisation), MailServer.objects.of(organisation)
    return texts.filter(brand=first).exists() or not mails.filter(brand=first).exists()


def _object(organisation: Organisation, address: str, at: datetime) -> int | None:
    """That address, at once, by every channel; said again it is written again, so that nothing tells it was known."""
    done = object_to(
        organisation, address, scope="address", origin=Objection.Origin.PAGE, heard_at=at, at=at, anew=True
    )
    return done.entry


def too_often(ask: Ask) -> bool:
    """Whether enough was already sent to this address this hour."""
    return Knock.objects.of(ask.organisation_id).filter(mark=ask.fingerprint).count() > ABOUT_ONE


def stale_knocks(organisation: Organisation, at: datetime) -> "QuerySet[Knock]":
    """The knocks whose hour is over."""
    return Knock.objects.of(organisation).filter(at__lt=at - HOUR)


def mark_of(place: str, at: datetime) -> str:
    """A network address (IPv6: its network) as a keyed mark of that day, which nobody can turn back."""
    seen = ip_address(place)
    whole = str(seen) if seen.version == 4 else str(ip_network((int(seen), 64), strict=False))
    text = f"knock|{at:%Y-%m-%d}|{whole}".encode()
    return hmac.digest(keys.require("link"), text, "sha256").hex()[:LENGTH]
