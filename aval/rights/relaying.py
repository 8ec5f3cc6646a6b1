"""Those who received her data are told that she was erased (art. 19 GDPR): a task each, with a date and a proof.

A recipient recognises her by fingerprints under a key of its own, drawn from the vault key and its number: what it is
told serves nobody else, and is forgotten here once it was told.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from aval import evidence, keys
from aval.accounts.models import Member, Organisation
from aval.prospects.fingerprints import LENGTH, VERSION
from aval.prospects.models import ContactPoint, Person
from aval.rights.models import Recipient, Telling

DUE = timedelta(days=7)  # « without undue delay », counted


def declare_recipient(organisation: Organisation, *, at: datetime, by: Member | None, **facts: object) -> Recipient:
    """Somebody who receives our data: name, kind, contact, since, until."""
    with transaction.atomic():
        recipient = Recipient.objects.create(organisation=organisation, **facts)
        told = {"recipient": recipient.pk, "name": recipient.name, "kind": recipient.kind, "by": by.pk if by else None}
        evidence.record(organisation.pk, "recipient:declared", told, at=at)
    return recipient


def recipient_key(recipient: Recipient) -> bytes:
    """The key this recipient's fingerprints are made under: 32 bytes, the same each time."""
    name = f"aval recipient|{recipient.organisation_id}|{recipient.pk}"
    return hmac.digest(keys.require("vault"), name.encode(), hashlib.sha256)


def print_under(key: bytes, kind: str, normal: str) -> str:
    """A fingerprint like ours, under another key."""
    return hmac.digest(key, f"{kind}|{VERSION}|{normal}".encode(), hashlib.sha256).hex()[:LENGTH]


def keyed_for_recipients(
    organisation: Organisation, people: QuerySet[Person], at: datetime
) -> Mapping[Recipient, list[list[str]]]:
    """(kind, fingerprint) of these people's addresses and numbers, for each recipient of today."""
    today = localdate(at)
    current = Recipient.objects.of(organisation).filter(Q(until__isnull=True) | Q(until__gte=today))
    recipients = list(current)
    if not recipients:
        return {}
    points = list(ContactPoint.objects.filter(person__in=people).values_list("medium", "normal"))
    keyed = {recipient: recipient_key(recipient) for recipient in recipients}
    return {
        recipient: [[kind, print_under(key, kind, normal)] for kind, normal in points]
        for recipient, key in keyed.items()
    }


def ask_to_tell(
    organisation: Organisation,
    keyed: Mapping[Recipient, list[list[str]]],
    people: int,
    at: datetime,
    act: str = Telling.Act.ERASED,
) -> set[int]:
    """A task for each recipient; their ids."""
    rows = [
        Telling(
            organisation=organisation, recipient=recipient, act=act, people=people, prints=prints, asked_at=at,
            due_on=localdate(at + DUE),
        )
        for recipient, prints in keyed.items()
    ]  # fmt: skip
    Telling.objects.bulk_create(rows)
    return {row.recipient_id for row in rows}


def note_told(telling: Telling, *, proof: str, at: datetime, by: Member | None) -> Telling:
    """The recipient was told, and how we know it. Raises `ValueError` without a proof; told twice, the first stays."""
    if not proof.strip():
        raise ValueError("proof")
    with transaction.atomic():
        telling = Telling.objects.select_for_update(of=["self"]).get(pk=telling.pk)
        if telling.told_at is None:
            told = {
                "telling": telling.pk,
                "recipient": telling.recipient_id,
                "proof": proof,
                "by": by.pk if by else None,
            }
            telling.evidence = evidence.record(telling.organisation_id, "recipient:told", told, at=at)
            telling.told_at, telling.told_by, telling.proof, telling.prints = at, by, proof.strip()[:300], []
            telling.save()
    return telling
