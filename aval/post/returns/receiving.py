"""A message came back: kept once, matched, and acted upon in the same transaction; reading it again changes nothing."""

import hashlib
from datetime import datetime

from django.db import transaction

from aval import evidence
from aval.accounts.models import Brand, Member, Organisation
from aval.evidence.ledger import claim as hold_ledger
from aval.post.models import Mailbox, Return
from aval.post.recording import subject_of
from aval.post.returns.effects import act_on
from aval.post.returns.matching import Match, match
from aval.post.returns.reading import Context, Told, read_return

RAW = 2_000_000  # bytes of a message kept whole
TOLD = {"bounce": "message:returned", "complaint": "complaint:received", "auto_reply": "message:returned"}


def our_addresses(organisation: Organisation) -> frozenset[str]:
    """What we write from: a message from there is ours, never a reply."""
    brands = Brand.objects.of(organisation).values_list("sender_email", "reply_to")
    members = Member.objects.filter(organisation=organisation).values_list("email", flat=True)
    told = [organisation.mailbox, *(one for pair in brands for one in pair), *members]
    return frozenset(one.lower() for one in told if one)


def receive(
    organisation: Organisation,
    raw: bytes,
    *,
    received_at: datetime,
    at: datetime,
    mailbox: Mailbox | None = None,
    ours: frozenset[str] | None = None,
) -> Return | None:
    """Read, keep and act upon one message; None when it was already there. `received_at`: when our mailbox got it."""
    received_at = min(received_at, at)
    context = Context(ours=our_addresses(organisation) if ours is None else ours)
    told = read_return(raw, context, today=received_at.date())
    return take_in(
        organisation, told, raw, digest=recognise(raw, told), received_at=received_at, at=at, mailbox=mailbox
    )


def take_in(
    organisation: Organisation,
    told: Told,
    raw: bytes,
    *,
    digest: str,
    received_at: datetime,
    at: datetime,
    mailbox: Mailbox | None,
) -> Return | None:
    """Keep what was told and act upon it, in one transaction; None when this digest was there already."""
    received_at = min(received_at, at)
    if Return.objects.of(organisation).filter(digest=digest).exists():
        return None
    with transaction.atomic():
        hold_ledger(organisation.pk)
        if Return.objects.of(organisation).filter(digest=digest).exists():
            return None
        matched = match(organisation.pk, told, received_at)
        row = _keep(organisation, raw, told, matched, digest=digest, received_at=received_at, mailbox=mailbox)
        _prove(row, told, matched, at)
        act_on(row, told, matched, at)
    return row


def recognise(raw: bytes, told: Told) -> str:
    """The same message by whatever way it came: its identifier, its sender and its body, not how it travelled."""
    plain = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    _head, _blank, body = plain.partition(b"\n\n")
    head = f"{told.message_id}\n{told.sender}\n{told.subject}\n{told.written_at}\n"
    return hashlib.sha256(head.encode("utf-8", "surrogateescape") + body.strip()).hexdigest()


def _keep(
    organisation: Organisation,
    raw: bytes,
    told: Told,
    matched: Match,
    *,
    digest: str,
    received_at: datetime,
    mailbox: Mailbox | None,
) -> Return:
    point = matched.point
    return Return.objects.create(
        organisation=organisation,
        mailbox=mailbox,
        attempt=matched.attempt,
        contact_point=point,
        person=point.person if point else None,
        digest=digest,
        message_id=told.message_id[:252],
        kind=told.kind,
        bounce=told.bounce or "",
        reason=told.failures[0].reason if told.failures else "",
        intent=told.intent,
        doubtful=told.answer.doubtful,
        stop=told.stop,
        until_on=told.until,
        sender=told.sender[:320],
        subject=printable(told.subject)[:300],
        text=printable(told.new_text)[:100_000],
        raw=raw[:RAW],
        received_at=received_at,
    )


def printable(text: str) -> str:
    """What both engines can keep: no NUL, no lone surrogate."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _prove(row: Return, told: Told, matched: Match, at: datetime) -> None:
    payload = {
        "return": row.pk, "kind": row.kind, "bounce": row.bounce, "reason": row.reason, "intent": row.intent, "stop": row.stop,
        "doubtful": row.doubtful, "attempt": row.attempt_id, "received_at": row.received_at.isoformat(), "sha256": row.digest,
    }  # fmt: skip
    subject = subject_of(row.person_id)
    row.evidence = evidence.record(
        row.organisation_id, TOLD.get(row.kind, "reply:received"), payload, at=at, subject=subject
    )
    row.save(update_fields=["evidence"])
