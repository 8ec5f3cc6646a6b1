"""One text (SMS) to one person: decided by the law like any message, again at the instant it leaves, and sent at most once.

Who writes and how to say STOP are written by Aval, never left to the words. Prospecting asks for her consent (L34-5 CPCE),
leaves on working days in the daytime, and only to who was informed before: a text has no room for the notice.
"""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from aval import evidence
from aval.accounts.models import Brand, Member, Organisation
from aval.campaigns.models import Offer
from aval.campaigns.offers import aim_of
from aval.clearance.clearing import clear
from aval.clearance.models import Clearance, Verdict
from aval.clearance.opening import opens_at
from aval.clearance.owing import clear_owed, keep_owed
from aval.post.models import Attempt, Single, Text
from aval.post.recording import subject_of
from aval.post.single import NotWritable
from aval.post.texts.gateways import Gateway, gateway_of
from aval.post.texts.spelling import MOST_PARTS, parts, plain
from aval.post.writing import facts_of
from aval.prospects.classification import Refusal, normalise_phone
from aval.prospects.models import ContactPoint, Provenance, Source

OF_THE_HOUR = frozenset({"sms-window"})  # a finding that passes by itself
READ = ("offer_inside", "premium_number", "tracking_pixel", "tracking_link", "tracking_exempt")
STOP = {
    "fr": ("STOP : répondez STOP", "STOP au {number}"),
    "en": ("Reply STOP to opt out", "Text STOP to {number} to opt out"),
}


def text_to(
    organisation: Organisation,
    *,
    brand: Brand,
    message_type: str,
    to: ContactPoint | str,
    text: str,
    offer: Offer | None = None,
    source: Source | None = None,
    language: str = "",
    about: str = "",
    at: datetime,
    by: Member | None = None,
) -> Text:
    """Have one text sent to one person, soon and once; what became of it is `state` (`Attempt.State`).

    `message_type`: `prospecting` (with its `offer`, to a number we hold), `rights_answer`, `breach_notice` or
    `transactional`. `to`: a contact point, or a mobile number as typed. `text`: the words alone. `source`: the list she is
    written to through, else the latest she is known from. The rest is as for `post.single.write_to`.

    Comes back `refused`, its reasons on `attempt.clearance.findings`, when the law says no; else `waiting`, until the hour
    opens when only the hour forbids. Raises `NotWritable` for what is no mobile number, an empty text or one too long.
    """
    words = plain(text)
    if not words:
        raise NotWritable("empty-message")
    if brand.organisation_id != organisation.pk or (offer and offer.brand_id != brand.pk):
        raise PermissionError
    with transaction.atomic():
        point, number = _recipient(organisation, to)
        row = Text(
            organisation=organisation,
            brand=brand,
            offer=offer,
            source=source or _latest(point),
            message_type=Text.Kind(message_type),
            number=number,
            known=point is not None,
            language=language or (point.person.language if point else "fr"),
            text=words,
            about=about,
            asked_at=at,
            asked_by=by,
        )
        if row.message_type == Text.Kind.PROSPECTING and (point is None or offer is None or row.source is None):
            raise NotWritable("not-held")
        if parts(compose_text(row, gateway_of(brand).answers_to)) > MOST_PARTS:
            raise NotWritable("too-long")
        row.attempt = _attempt(row, point, at)
        row.save()
        told = {
            "attempt": row.attempt_id,
            "message_type": row.message_type,
            "channel": "sms",
            "about": about,
            "by": by.pk if by else None,
            "sha256": hashlib.sha256(words.encode()).hexdigest(),
        }
        subject = subject_of(point.person_id if point else None)
        evidence.record(organisation.pk, "message:asked", told, at=at, subject=subject)
    return row


def compose_text(row: Text, answers_to: str) -> str:
    """The text as it leaves: who writes, the words, and for prospecting how to stop it."""
    says = f"{plain(row.brand.name)}: {row.text}"
    if row.message_type != Text.Kind.PROSPECTING:
        return says
    reply, send = STOP.get(row.language, STOP["fr"])
    return f"{says}\n{send.format(number=answers_to) if answers_to else reply}"


def decide_text(row: Text, point: ContactPoint | None, gateway: Gateway, at: datetime) -> Clearance | None:
    """What the law says of this text now, kept with its evidence; None when whom it is for is no more held."""
    facts = text_facts(row, gateway, at)
    if row.message_type != Text.Kind.PROSPECTING:
        erased = row.known and point is None
        decision = clear_owed(
            row.brand, point, channel="sms", message_type=row.message_type, message=facts, erased=erased, at=at
        )
        return keep_owed(decision, at)
    if point is None or row.offer is None or row.source_id is None:
        return None
    return clear(
        [point.pk],
        aim=aim_of(row.offer, localdate(at)),
        source=row.source_id,
        channel="sms",
        message_type="prospecting",
        message=facts,
        languages=(row.language,),
        at=at,
    ).get(point.pk)


def text_facts(row: Text, gateway: Gateway, at: datetime) -> dict[str, bool]:
    """The facts of group `message`, read by the lint from the words, and those Aval sees to itself."""
    specimen = Single(
        brand=row.brand,
        message_type=Single.Kind.TRANSACTIONAL,
        address=row.brand.sender_email,
        language=row.language,
        subject=row.brand.name,
        text=row.text,
    )
    read = facts_of(specimen, at)
    return {name: read[name] for name in READ if name in read} | {
        "says_identity": True,
        "sender_ours": True,
        "named_mailbox": bool(gateway.answers_to),
        "optout_link": bool(gateway.answers_to),
        "optout_works": gateway.hears,
        "honest_subject": True,
        "recognisable": True,
        "spoken_by_ai": False,
        "notice_complete": False,
        "notice_readable": True,
    }


def waits_until(decision: Clearance | None, at: datetime) -> datetime | None:
    """When only the hour forbids: the instant it opens."""
    if decision is None or not decision.findings or set(decision.findings) - OF_THE_HOUR:
        return None
    return opens_at(decision.facts, at)


def _attempt(row: Text, point: ContactPoint | None, at: datetime) -> Attempt:
    decision = decide_text(row, point, gateway_of(row.brand), at)
    later = waits_until(decision, at)
    granted = decision is not None and decision.verdict == Verdict.ALLOW
    if decision is not None and decision.used_at:  # it is used when it leaves, under a decision of that minute
        decision.used_at = None
        decision.save(update_fields=["used_at"])
    return Attempt.objects.create(
        organisation=row.organisation,
        person=point.person if point else None,
        contact_point=point,
        clearance=None if granted or later else decision,
        state=Attempt.State.WAITING if granted or later else Attempt.State.REFUSED,
        not_before=later,
    )


def _recipient(organisation: Organisation, to: ContactPoint | str) -> tuple[ContactPoint | None, str]:
    """The contact point, when we hold it, and the number (E.164)."""
    typed = to.normal if isinstance(to, ContactPoint) else to
    read = normalise_phone(typed)
    if isinstance(read, Refusal):
        raise NotWritable(read.code)
    if read.kind in {"fixed", "premium"}:
        raise NotWritable("not-mobile")
    if isinstance(to, ContactPoint):
        if to.organisation_id != organisation.pk or to.medium != ContactPoint.Medium.PHONE:
            raise PermissionError
        return to, read.e164
    held = ContactPoint.objects.of(organisation).filter(medium="phone", normal=read.e164)
    return held.select_related("person").order_by("pk").first(), read.e164


def _latest(point: ContactPoint | None) -> Source | None:
    if point is None:
        return None
    known = Provenance.objects.filter(person=point.person_id).select_related("source").order_by("-received_at", "-pk")
    first = known.first()
    return first.source if first else None
