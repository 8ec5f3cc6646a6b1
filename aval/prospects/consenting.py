"""She agrees, confirms, takes back (art. 4(11), 7 GDPR): each act recorded as it happened, none ever changed.

A consent claimed by a file stays with its line (`Provenance.consent_*`): what somebody else says she did. Where a record
of hers speaks, it alone is heard; a file never undoes a withdrawal.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from aval import evidence
from aval.accounts.models import Member, Organisation
from aval.prospects.fingerprints import fingerprint, key_id
from aval.prospects.models import Consent, ContactPoint, Person, Source
from aval.prospects.objecting import NotObjectable, read_contact
from aval.prospects.standing import standing

Act, Door, Purpose = Consent.Act, Consent.Door, Consent.Purpose
SERVED = {"email": ("email",), "phone": ("sms", "voice_human", "voice_automated", "fax")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One box as she had it before her: unticked at first, one purpose, one channel. `ends_on`, `complete`: for calls."""

    purpose: str
    channel: str
    wording: str
    ticked: bool
    confirm: bool = False
    complete: bool | None = None
    ends_on: date | None = None

    def told(self) -> dict[str, Any]:
        """The box as the proof keeps it."""
        return {
            "purpose": self.purpose, "channel": self.channel, "ticked": self.ticked,
            "wording": self.wording, "wording_digest": digest(self.wording),
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What was around the boxes: the frozen version of the form, the notice, the partners named, and how it asked."""

    version: str
    version_digest: str = ""
    notice_version: str = ""
    partners: tuple[Mapping[str, Any], ...] = ()
    preticked: bool | None = None
    free: bool | None = None
    specific: bool | None = None
    names_us: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One person before one form, once. `contacts`: kind → fingerprint of what she gave."""

    contacts: Mapping[str, str]
    shown: Shown
    boxes: Sequence[Box]
    door: str
    acted_at: datetime
    person: int | None = None
    source: int | None = None
    by: int | None = None
    circumstances: Mapping[str, Any] = field(default_factory=dict)


def digest(text: str) -> str:
    """SHA-256 of a wording, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def consent_to(
    organisation: Organisation,
    who: str | ContactPoint | Person,
    *,
    shown: Shown,
    boxes: Sequence[Box],
    door: str,
    acted_at: datetime,
    at: datetime,
    source: Source | None = None,
    by: Member | None = None,
    circumstances: Mapping[str, Any] | None = None,
) -> list[Consent]:
    """Record what one person did with these boxes, in one entry of evidence. Raises `NotObjectable` for no address nor number."""
    person, contacts = find_contacts(organisation, who)
    moment = Moment(
        contacts=contacts, shown=shown, boxes=boxes, door=door, acted_at=acted_at, person=person.pk if person else None,
        source=source.pk if source else None, by=by.pk if by else None, circumstances=circumstances or {},
    )  # fmt: skip
    return record_moments(organisation.pk, [moment], at=at)


@transaction.atomic
def record_moments(organisation: int, moments: Sequence[Moment], *, at: datetime) -> list[Consent]:
    """Record many moments at once, an entry of evidence each; the acts, in order."""
    payloads = [(_payload(moment), f"person:{moment.person}" if moment.person else "") for moment in moments]
    entries = evidence.record_many(organisation, "consent:recorded", payloads, at=at)
    acts = [
        act
        for moment, entry in zip(moments, entries, strict=True)
        for box in moment.boxes
        for act in [_act_of(organisation, moment, box, entry, at)]
    ]
    return Consent.objects.bulk_create(acts, batch_size=500)


def _payload(moment: Moment) -> dict[str, Any]:
    return {
        "marks": sorted([kind, mark] for kind, mark in moment.contacts.items()), "key": key_id(), "door": moment.door,
        "acted_at": moment.acted_at.isoformat(), "version": moment.shown.version, "version_digest": moment.shown.version_digest,
        "notice": moment.shown.notice_version, "partners": [dict(one) for one in moment.shown.partners],
        "boxes": [box.told() for box in moment.boxes], "by": moment.by,
    }  # fmt: skip


def _act_of(organisation: int, moment: Moment, box: Box, entry: int, at: datetime) -> Consent:
    kind, mark = _mark_for(moment.contacts, box.channel)
    shown = moment.shown
    return Consent(
        organisation_id=organisation, kind=kind, fingerprint=mark, key_id=key_id(), person_id=moment.person,
        purpose=box.purpose, channel=box.channel, act=Act.GIVEN if box.ticked else Act.REFUSED, door=moment.door,
        acted_at=moment.acted_at, recorded_at=at, recorded_by_id=moment.by, wording=box.wording, version=shown.version,
        version_digest=shown.version_digest, notice_version=shown.notice_version, partners=[dict(one) for one in shown.partners],
        boxes=[one.told() for one in moment.boxes], awaits_confirmation=box.ticked and box.confirm, preticked=shown.preticked,
        free=shown.free, specific=shown.specific, names_us=shown.names_us, complete=box.complete, ends_on=box.ends_on,
        circumstances=dict(moment.circumstances), source_id=moment.source, evidence=entry,
    )  # fmt: skip


def _mark_for(contacts: Mapping[str, str], channel: str) -> tuple[str, str]:
    """The address or number a channel uses; without it, the other one she gave: the record stays, the gate finds no use for it."""
    wanted = next((kind for kind, channels in SERVED.items() if channel in channels), "email")
    kind = wanted if wanted in contacts else next(iter(contacts))
    return kind, contacts[kind]


@transaction.atomic
def confirm(
    organisation: Organisation,
    entry: int,
    chosen: Iterable[int],
    *,
    at: datetime,
    circumstances: Mapping[str, Any] | None = None,
) -> list[Consent]:
    """She confirms, of what she ticked at that moment (entry of the ledger), the purposes `chosen` (ids), each for itself.

    Only what still waits and was not taken back. Said again, nothing more is written and the same acts are given.
    """
    waiting = [one for one in waiting_at(organisation, entry) if one.pk in set(chosen) and not _taken_back(one)]
    known = list(Consent.objects.of(organisation).filter(answers__in=waiting, act=Act.CONFIRMED))
    missing = [one for one in waiting if one.pk not in {act.answers_id for act in known}]
    return known + write_answers(missing, Act.CONFIRMED, Door.CONFIRMATION, at, at, circumstances=circumstances)


def waiting_at(organisation: Organisation, entry: int) -> "QuerySet[Consent]":
    """What she ticked at that moment and has to confirm, confirmed since or not."""
    rows = Consent.objects.of(organisation).filter(evidence=entry, act=Act.GIVEN, awaits_confirmation=True)
    return rows.order_by("pk")


def _taken_back(given: Consent) -> bool:
    later = Consent.objects.of(given.organisation_id).filter(fingerprint=given.fingerprint, purpose=given.purpose)
    return later.filter(channel=given.channel, act=Act.WITHDRAWN, acted_at__gte=given.acted_at).exists()


@transaction.atomic
def withdraw(
    organisation: Organisation,
    who: str | ContactPoint | Person,
    *,
    purpose: str = Purpose.PROSPECTING,
    channel: str = "",
    door: str,
    acted_at: datetime,
    at: datetime,
    by: Member | None = None,
) -> list[Consent]:
    """She takes back what she gave, by any of her addresses; an empty `channel` is every channel (art. 7(3) GDPR).

    One act for each consent that stands or waits, and for what a file claims; said again, nothing more is written.
    """
    person, _contacts = find_contacts(organisation, who)
    points = list(person.contact_points.values_list("medium", "fingerprint")) if person else []
    marks = {mark for _, mark in points} | set(_contacts.values())
    acts = list(
        Consent.objects.of(organisation).filter(fingerprint__in=marks, purpose=purpose).order_by("acted_at", "pk")
    )
    live = [
        one for one in standing(acts).values() if one.state in {"given", "pending"} and channel in {"", one.channel}
    ]
    taken = write_answers([one.act for one in live], Act.WITHDRAWN, door, acted_at, at, by=by)
    return taken + _deny(organisation, person, acts, purpose, channel, door, acted_at, at, by)


@transaction.atomic
def withdraw_moment(organisation: Organisation, entry: int, *, door: str, at: datetime) -> list[Consent]:
    """She takes back all she ticked at one moment (entry of the ledger)."""
    given = list(Consent.objects.of(organisation).filter(evidence=entry, act=Act.GIVEN))
    return write_answers([one for one in given if not _taken_back(one)], Act.WITHDRAWN, door, at, at)


def _deny(
    organisation: Organisation, person: Person | None, acts: Sequence[Consent], purpose: str, channel: str,
    door: str, acted_at: datetime, at: datetime, by: Member | None,
) -> list[Consent]:  # fmt: skip
    """Withdrawal of what a file says she agreed to, where nothing of ours was ever recorded."""
    if (
        person is None
        or purpose != Purpose.PROSPECTING
        or not person.provenances.filter(consent_at__isnull=False).exists()
    ):
        return []
    known = {(one.fingerprint, one.channel) for one in acts}
    claimed = [
        Consent(
            organisation=organisation, kind=medium, fingerprint=mark, person=person, purpose=purpose, channel=served
        )
        for medium, mark in sorted(set(person.contact_points.values_list("medium", "fingerprint")))
        for served in SERVED[medium]
        if channel in {"", served} and (mark, served) not in known
    ]
    return write_answers(claimed, Act.WITHDRAWN, door, acted_at, at, by=by)


def write_answers(
    given: Sequence[Consent],
    act: str,
    door: str,
    acted_at: datetime,
    at: datetime,
    *,
    by: Member | None = None,
    circumstances: Mapping[str, Any] | None = None,
) -> list[Consent]:
    """Write one act for each of these, all in one entry of evidence."""
    if not given:
        return []
    first = given[0]
    payload = {
        "marks": sorted({(one.kind, one.fingerprint, one.purpose, one.channel) for one in given}), "key": key_id(), "act": act,
        "door": door, "acted_at": acted_at.isoformat(), "answers": sorted({one.evidence for one in given if one.pk}),
        "by": by.pk if by else None,
    }  # fmt: skip
    payload["marks"] = [list(mark) for mark in payload["marks"]]
    kind = "consent:confirmed" if act == Act.CONFIRMED else "consent:withdrawn"
    subject = f"person:{first.person_id}" if first.person_id else ""
    entry = evidence.record(first.organisation_id, kind, payload, at=at, subject=subject)
    copied = ["wording", "version", "version_digest", "notice_version", "partners", "boxes"]
    asked: dict[str, Any] = {}
    if act == Act.CONFIRMED:  # asked again on our own page: one purpose, one button, nothing ticked
        copied += ["names_us", "complete", "ends_on"]
        asked = {"preticked": False, "free": True, "specific": True}
    return Consent.objects.bulk_create(
        Consent(
            organisation_id=one.organisation_id, kind=one.kind, fingerprint=one.fingerprint, key_id=key_id(), person_id=one.person_id,
            purpose=one.purpose, channel=one.channel, act=act, door=door, acted_at=acted_at, recorded_at=at, recorded_by=by,
            circumstances=dict(circumstances or {}), answers=one if one.pk else None, source_id=one.source_id, evidence=entry,
            **asked, **{name: getattr(one, name) for name in copied},
        )
        for one in given
    )  # fmt: skip


def find_contacts(organisation: Organisation, who: str | ContactPoint | Person) -> tuple[Person | None, dict[str, str]]:
    """The person, when it is one person, and kind → fingerprint of what names her. Raises `NotObjectable`."""
    if isinstance(who, Person):
        contacts = dict(who.contact_points.order_by("-pk").values_list("medium", "fingerprint"))
        if not contacts:
            raise NotObjectable("no-address")
        return who, contacts
    kind, normal = (who.medium, who.normal) if isinstance(who, ContactPoint) else read_contact(who)
    points = ContactPoint.objects.of(organisation).filter(normal=normal)
    people = list(Person.objects.of(organisation).filter(contact_points__in=points).distinct()[:2])
    return people[0] if len(people) == 1 else None, {kind: fingerprint(kind, normal)}
