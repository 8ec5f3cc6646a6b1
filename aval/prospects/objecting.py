"""Somebody says stop (art. 21(2)-(3) GDPR): recorded at once, everywhere, for ever.

Nothing here or elsewhere ends an objection; the base refuses to delete one or to change what it covers.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from aval import evidence
from aval.accounts.models import Brand, Member, Organisation
from aval.prospects.classification import Refusal, normalise_email, normalise_phone
from aval.prospects.classification.reference import mail_providers, public_suffixes
from aval.prospects.fingerprints import fingerprint, key_id
from aval.prospects.models import ContactPoint, Objection, Person

SCOPES = ("address", "person", "domain")
PROFILING = "profiling"  # not a way to reach her: a score about her, which stops apart too (art. 21(2) GDPR)
CHANNELS = ("email", "sms", "voice_human", "voice_automated", "post", "social_dm", "fax", PROFILING)
MEDIA = {
    "email": "email",
    "sms": "phone",
    "voice_human": "phone",
    "voice_automated": "phone",
    "fax": "phone",
    "post": "post",
    "social_dm": "dm",
}


class NotObjectable(ValueError):
    """What was given names nobody: `code` says why (a refusal of an address or number, or `public-provider`)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was recorded: `entry` is its number in the organisation's ledger, where it can be proved.

    `marks` are the kinds stopped, without any address; `repeated` says that all of it was already stopped.
    """

    ledger: int
    entry: int | None
    heard_at: datetime
    recorded_at: datetime
    channel: str
    scope: str
    marks: tuple[str, ...]
    repeated: bool


def object_to(
    organisation: Organisation,
    who: str | ContactPoint | Person,
    *,
    channel: str = "",
    brand: Brand | None = None,
    scope: str = "person",
    origin: str,
    heard_at: datetime,
    at: datetime,
    by: Member | None = None,
    anew: bool = False,
) -> Receipt:
    """Record an objection, known address or not; saying it again gives the same effect and the same receipt.

    `who` is an address or a number as typed, a contact point, or a person. An empty `channel` is every channel, no `brand` every brand. `scope`: `address` (this address or number), `person`
    (all she has, and she herself under any other), `domain` (the employer's). `anew` writes it down again whatever is
    known, by the same steps: who may not learn whether it was known asks so. Raises `NotObjectable`.
    """
    if scope not in SCOPES or channel not in {"", *CHANNELS}:
        raise ValueError(f"No such scope or channel: {scope} {channel}")
    with transaction.atomic():
        person, marks = _find(organisation, who, channel, scope)
        return _record(
            organisation, marks, person,
            channel=channel, brand=brand, scope=scope, origin=origin, heard_at=heard_at, at=at, by=by, anew=anew,
        )  # fmt: skip


def _find(
    organisation: Organisation, who: str | ContactPoint | Person, channel: str, scope: str
) -> tuple[Person | None, set[tuple[str, str]]]:
    """The person it comes from, when that is one person, and (kind, fingerprint) of all that is stopped."""
    if isinstance(who, Person):
        return who, _hers(who, channel)
    kind, normal = (who.medium, who.normal) if isinstance(who, ContactPoint) else read_contact(who, scope)
    if scope == "domain":
        return None, {_domain(kind, normal)}
    points = ContactPoint.objects.of(organisation).filter(normal=normal)
    people = list(Person.objects.of(organisation).filter(contact_points__in=points).distinct()[:2])
    person = people[0] if len(people) == 1 else None
    marks = {(kind, fingerprint(kind, normal))}
    return person, marks | _hers(person, channel) if person and scope == "person" else marks


def read_contact(value: str, scope: str = "person") -> tuple[str, str]:
    """Kind and normal form of what a person typed: an address, a number, or the domain of a company. Raises `NotObjectable`."""
    if scope == "domain" and "@" not in value:
        value = f"x@{value.strip()}"
    seen = normalise_email(value) if "@" in value else normalise_phone(value)
    if isinstance(seen, Refusal):
        raise NotObjectable(f"{'address' if '@' in value else 'phone'}-{seen.code}")
    return ("email", seen.normal) if "@" in value else ("phone", seen.e164)


def _hers(person: Person, channel: str) -> set[tuple[str, str]]:
    """All that is hers alone and serves this channel, and she herself under any other address.

    A number she shares (a switchboard) stays open to the others: one person's objection is not theirs.
    """
    served = MEDIA.get(channel)
    points = person.contact_points.filter(medium=served) if served else person.contact_points.all()
    others = ContactPoint.objects.of(person.organisation_id).filter(normal=OuterRef("normal")).exclude(person=person)
    points = points.exclude(Exists(others))
    identity = {("identity", person.identity)} if person.identity else set()
    return set(points.values_list("medium", "fingerprint")) | identity


def _domain(kind: str, normal: str) -> tuple[str, str]:
    if kind != "email":
        raise NotObjectable("no-domain")
    host = normal.rpartition("@")[2]
    domain = public_suffixes().privatesuffix(host) or host
    if domain in set(mail_providers()):
        raise NotObjectable("no-domain-of-its-own")
    return "domain", fingerprint("domain", domain)


def _record(
    organisation: Organisation,
    marks: set[tuple[str, str]],
    person: Person | None,
    *,
    channel: str,
    brand: Brand | None,
    scope: str,
    origin: str,
    heard_at: datetime,
    at: datetime,
    by: Member | None,
    anew: bool,
) -> Receipt:
    known = covering(organisation, [mark for _, mark in marks], channel=channel, brand=brand)
    stopped = set() if anew else set(known.values_list("fingerprint", flat=True))
    missing = sorted(mark for mark in marks if mark[1] not in stopped)
    kinds = tuple(sorted({kind for kind, _ in marks}))
    if not missing and (first := known.order_by("id").first()):
        return Receipt(
            organisation.pk, first.evidence, first.heard_at, first.recorded_at, channel, scope, kinds, repeated=True
        )
    payload: dict[str, Any] = {
        "marks": [list(mark) for mark in missing], "key": key_id(), "channel": channel, "brand": brand.pk if brand else None,
        "scope": scope, "origin": origin, "heard_at": heard_at.isoformat(), "by": by.pk if by else None,
    }  # fmt: skip
    entry = evidence.record(organisation.pk, "objection:recorded", payload, at=at)
    rows = [
        Objection(
            organisation=organisation, kind=kind, fingerprint=mark, key_id=key_id(), channel=channel, brand=brand, origin=origin,
            heard_at=heard_at, recorded_at=at, recorded_by=by, person=person, evidence=entry,
        )
        for kind, mark in missing
    ]  # fmt: skip
    Objection.objects.bulk_create(rows, ignore_conflicts=True)
    return Receipt(organisation.pk, entry, heard_at, at, channel, scope, kinds, repeated=False)


def covering(
    organisation: Organisation, marks: list[str], *, channel: str, brand: Brand | None
) -> "QuerySet[Objection]":
    """The entries that already stop these fingerprints on this channel and for this brand, or more widely."""
    brands = Q(brand__isnull=True) | Q(brand=brand) if brand else Q(brand__isnull=True)
    return Objection.objects.of(organisation).filter(brands, fingerprint__in=marks, channel__in={"", channel})
