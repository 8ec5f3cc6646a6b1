"""Consents in an open form: ISO/IEC TS 27560:2023 records, in JSON-LD with the Data Privacy Vocabulary (DPV).

A record is all that happened about one purpose through one channel: what was shown, then each act. It stands alone: the
wording, the notice, the partners and the seals are inside; `aval:entry` finds it in the ledger, whose receipt proves it.
A withdrawal read from such a file is heard in full; a consent in it is what somebody else says she did, and stays a claim
the gate does not take for a proof (`preticked`, `free`, `specific` unknown).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from aval.accounts.models import Member, Organisation
from aval.collection.models import FormVersion
from aval.prospects.consenting import Box, Shown, consent_to, withdraw
from aval.prospects.models import Consent, Person
from aval.prospects.objecting import NotObjectable

SCHEMA = "https://w3id.org/dpv/schema/dpv-27560#"
CONTEXT = {
    "dpv": "https://w3id.org/dpv#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "dct": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "aval": "https://aval.example/vocabulary#",
}
PURPOSES = {
    "prospecting": "dpv:DirectMarketing",
    "partners": "dpv:ThirdPartyAdvertising",
    "mail_tracking": "dpv:ServiceUsageAnalytics",
    "web_tracking": "dpv:ServiceUsageAnalytics",
}
STATUS = {
    "given": "dpv:ConsentGiven",
    "refused": "dpv:ConsentRefused",
    "confirmed": "dpv:ConsentGiven",
    "withdrawn": "dpv:ConsentWithdrawn",
}


class NoRecord(ValueError):
    """What was given is no consent record: `place` says where, `code` what."""

    def __init__(self, place: str, code: str) -> None:
        super().__init__(f"{place}: {code}")
        self.place, self.code = place, code


def records_of(
    organisation: Organisation, acts: "QuerySet[Consent]", *, profile: str = "record"
) -> Iterator[dict[str, Any]]:
    """One record for each address or number, purpose and channel, its acts oldest first."""
    last: tuple[str, str, str] | None = None
    together: list[Consent] = []
    for act in acts.order_by("fingerprint", "purpose", "channel", "acted_at", "pk").iterator(chunk_size=2000):
        key = (act.fingerprint, act.purpose, act.channel)
        if key != last and together:
            yield _record(organisation, together, profile)
            together = []
        last = key
        together.append(act)
    if together:
        yield _record(organisation, together, profile)


def receipt_for(organisation: Organisation, person: Person) -> dict[str, Any]:
    """Her own copy, of everything she was ever asked."""
    marks = person.contact_points.values("fingerprint")
    acts = Consent.objects.of(organisation).filter(fingerprint__in=marks)
    return {"@context": CONTEXT, "@graph": list(records_of(organisation, acts, profile="receipt"))}


def proof_of(organisation: Organisation, act: Consent) -> dict[str, Any]:
    """One act with all it rests on, to be shown to somebody who has nothing else: the version's picture is inside."""
    alike = Consent.objects.of(organisation).filter(
        fingerprint=act.fingerprint, purpose=act.purpose, channel=act.channel
    )
    (record,) = records_of(organisation, alike)
    code, _at, number = act.version.rpartition("@")
    rows = FormVersion.objects.of(organisation).filter(form__code=code, number=int(number) if number.isdigit() else 0)
    version = rows.first()
    if version is not None:
        record["aval:shown"] = {
            "version": act.version, "digest": version.digest, "published": version.published_at.isoformat(),
            "notice": version.notice, "picture": version.picture,
        }  # fmt: skip
    return {"@context": CONTEXT, **record}


def _record(organisation: Organisation, acts: list[Consent], profile: str) -> dict[str, Any]:
    first, last = acts[0], acts[-1]
    return {
        "@id": f"urn:aval:{organisation.siren}:consent:{first.evidence}:{first.purpose}:{first.channel}",
        "@type": "dpv:ConsentRecord" if profile == "record" else "dpv:ConsentReceipt",
        "dct:conformsTo": f"{SCHEMA}{profile}-eu-gdpr",
        "dct:created": first.recorded_at.isoformat(),
        "dpv:hasDataSubject": {"@type": "dpv:DataSubject", "dpv:hasIdentifier": first.fingerprint, "aval:kind": first.kind},
        "dpv:hasDataController": {
            "@type": "dpv:DataController", "dpv:hasName": organisation.legal_name, "dpv:hasIdentifier": organisation.siren,
            "dpv:hasAddress": organisation.postal_address, "dpv:hasContact": organisation.mailbox,
        },
        "dpv:hasPurpose": PURPOSES[first.purpose],
        "aval:purpose": first.purpose,
        "aval:channel": first.channel,
        "dpv:hasLegalBasis": "eu-gdpr:A6-1-a",
        "dpv:hasConsentStatus": STATUS[last.act],
        "aval:events": [_event(act) for act in acts],
    }  # fmt: skip


def _event(act: Consent) -> dict[str, Any]:
    return {
        "@type": STATUS[act.act],
        "aval:act": act.act,
        "dpv:isIndicatedAtTime": {"@value": act.acted_at.isoformat(), "@type": "xsd:dateTime"},
        "dct:created": act.recorded_at.isoformat(),
        "aval:door": act.door,
        "aval:wording": act.wording,
        "dpv:hasNotice": {"@type": "dpv:ConsentNotice", "aval:version": act.version, "aval:digest": act.version_digest, "aval:notice": act.notice_version},
        "dpv:hasRecipientThirdParty": act.partners,
        "aval:boxes": act.boxes,
        "aval:awaitsConfirmation": act.awaits_confirmation,
        "aval:circumstances": act.circumstances,
        "aval:entry": act.evidence,
    }  # fmt: skip


def write_lines(organisation: Organisation, acts: "QuerySet[Consent]") -> Iterator[str]:
    """The whole record as JSON Lines, one record a line, its context on each."""
    for record in records_of(organisation, acts):
        yield json.dumps({"@context": CONTEXT, **record}, ensure_ascii=False) + "\n"


def read_record(organisation: Organisation, given: object, *, at: datetime, by: Member | None = None) -> list[Consent]:
    """Take in one record somebody hands us, whose data subject is an address or a number. Raises `NoRecord`.

    Its last act counts: a withdrawal is heard, a consent is kept as a claim. Read twice, nothing is added.
    """
    who, purpose, channel = _about(given)
    event = _last_event(given)
    when = _instant(event)
    if when > at:
        raise NoRecord("aval:events", "future")
    try:
        if event.get("aval:act") == "withdrawn" or event.get("@type") == "dpv:ConsentWithdrawn":
            return withdraw(
                organisation,
                who,
                purpose=purpose,
                channel=channel,
                door=Consent.Door.IMPORT,
                acted_at=when,
                at=at,
                by=by,
            )
        wording, version = (
            str(event.get("aval:wording", ""))[:5000],
            str(_inside(event, "dpv:hasNotice").get("aval:version", ""))[:120],
        )
        known = Consent.objects.of(organisation).filter(
            door=Consent.Door.IMPORT, acted_at=when, purpose=purpose, channel=channel, wording=wording
        )
        box = Box(
            purpose=purpose, channel=channel, wording=wording, ticked=event.get("aval:act") in {"given", "confirmed"}
        )
        return list(known) or consent_to(
            organisation,
            who,
            shown=Shown(version=version),
            boxes=[box],
            door=Consent.Door.IMPORT,
            acted_at=when,
            at=at,
            by=by,
        )
    except NotObjectable as why:
        raise NoRecord("dpv:hasDataSubject", why.code) from why


def _about(given: object) -> tuple[str, str, str]:
    """Whom a record is about, for what, through what."""
    if not isinstance(given, Mapping):
        raise NoRecord("record", "not-an-object")
    who = _inside(given, "dpv:hasDataSubject").get("dpv:hasIdentifier")
    purpose, channel = given.get("aval:purpose"), given.get("aval:channel", "email")
    if not isinstance(who, str) or not who.strip():
        raise NoRecord("dpv:hasDataSubject", "missing")
    if purpose not in PURPOSES:
        purpose = next((code for code, name in PURPOSES.items() if name == given.get("dpv:hasPurpose")), None)
    if purpose is None or not isinstance(channel, str):
        raise NoRecord("dpv:hasPurpose", "unknown")
    return who, purpose, channel[:20]


def _last_event(given: object) -> Mapping[str, Any]:
    events: Iterable[Any] = given.get("aval:events", []) if isinstance(given, Mapping) else []
    found = [one for one in events if isinstance(one, Mapping)] if isinstance(events, list) else []
    if not found:
        raise NoRecord("aval:events", "missing")
    return max(found, key=_instant)


def _instant(event: Mapping[str, Any]) -> datetime:
    told = event.get("dpv:isIndicatedAtTime")
    text = told.get("@value") if isinstance(told, Mapping) else told
    try:
        read = datetime.fromisoformat(str(text))
    except ValueError as why:
        raise NoRecord("dpv:isIndicatedAtTime", "not-an-instant") from why
    if read.tzinfo is None:
        raise NoRecord("dpv:isIndicatedAtTime", "no-time-zone")
    return read


def _inside(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = given.get(name)
    return value if isinstance(value, Mapping) else {}
