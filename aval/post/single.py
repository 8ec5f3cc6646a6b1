"""One message to one person: an answer to her request, a breach notice, a confirmation, a service message.

It is decided by the law as what it is: no objection to prospecting stops it, an offer inside it does. It is kept as an
attempt like any letter, decided again at the instant it leaves, and handed over at most once (`owed`).
"""

import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from aval import evidence
from aval.accounts.models import Brand, Member, Organisation
from aval.campaigns.letters.words import tidy
from aval.clearance.models import Clearance, Verdict
from aval.clearance.owing import clear_owed, keep_owed
from aval.post.domains import what_bars
from aval.post.exits import exit_answers
from aval.post.models import Attempt, Single
from aval.post.recording import subject_of
from aval.post.servers import ways_of
from aval.post.writing import UNASKED, facts_of
from aval.prospects.classification import Normal, normalise_email
from aval.prospects.fingerprints import fingerprint
from aval.prospects.models import ContactPoint


class NotWritable(ValueError):
    """Nothing can be written there: `code` is a refusal of an address, or `empty-message`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def write_to(
    organisation: Organisation,
    *,
    brand: Brand,
    message_type: str,
    to: ContactPoint | str,
    subject: str,
    text: str,
    html: str = "",
    language: str = "",
    in_reply_to: str = "",
    calendar: str = "",
    about: str = "",
    at: datetime,
    by: Member | None = None,
) -> Single:
    """Have one message sent to one person, soon and once; what became of it is `state` (`Attempt.State`).

    `message_type`: `rights_answer` (any answer to what she asked, the link to her page included: it passes after an
    objection, an erasure, a restriction), `breach_notice`, `double_opt_in`, `notice_only` and `retention_question`
    (unasked: text alone, to a contact point; her way out is added, and an objection stops them), or `transactional`.
    `to`: a contact point, or an address as typed; one we hold is found again, so that it stands on her page.
    `text`: the words alone, identity is added below. `html`: the same as the inside of a `<body>`, its values escaped by
    the caller; without it the message is plain text. `language` (fr, en): hers when empty. `in_reply_to`: the Message-ID
    it answers. `calendar`: a calendar file that goes with a plain text. `about`: an opaque code of what it is for ("case:12"), never a name. `by`: the member who wrote it; None
    when no hand did, which the message then says to robots.

    Comes back with state `refused`, its reasons on `attempt.clearance.findings`, when the law says no (an offer inside, a
    tracker); else `waiting`. Raises `NotWritable` for an address no server carries or an empty message. Nothing leaves
    before the caller's transaction is committed.
    """
    if not subject.strip() or not text.strip():
        raise NotWritable("empty-message")
    if brand.organisation_id != organisation.pk:
        raise PermissionError
    if message_type in UNASKED and (html or not isinstance(to, ContactPoint)):
        raise ValueError(message_type)
    with transaction.atomic():
        point, address = _recipient(organisation, to)
        single = Single(
            organisation=organisation,
            brand=brand,
            message_type=Single.Kind(message_type),
            address=address,
            known=point is not None,
            language=language or (point.person.language if point else "fr"),
            subject=tidy(subject)[:300],
            text=text,
            html=html,
            in_reply_to=in_reply_to,
            calendar=calendar,
            about=about,
            asked_at=at,
            asked_by=by,
        )
        decision = decide_single(single, point, at)
        single.attempt = _attempt(single, point, decision, at)
        single.save()
        _prove(single, point, at)
    return single


def decide_single(single: Single, point: ContactPoint | None, at: datetime) -> Clearance:
    """What the law says of this message now; not kept. Who was held and is no more has been erased."""
    message: dict[str, bool] = facts_of(single, at)
    if single.message_type in UNASKED:
        message |= leaving_facts(single.brand, at)
    return clear_owed(
        single.brand,
        point,
        message_type=single.message_type,
        message=message,
        erased=single.known and point is None,
        at=at,
    )


def leaving_facts(brand: Brand, at: datetime) -> dict[str, bool]:
    """What the law asks of the way an unasked message leaves by: a domain that authenticates it, a page that answers."""
    local = all(way.local for way in ways_of(brand, localdate(at)))
    return {"dns_authenticated": local or not what_bars(brand, at), "optout_works": exit_answers(local=local)}


def _recipient(organisation: Organisation, to: ContactPoint | str) -> tuple[ContactPoint | None, str]:
    """The contact point, when we hold it, and the address to write to."""
    if isinstance(to, ContactPoint):
        if to.organisation_id != organisation.pk or to.medium != ContactPoint.Medium.EMAIL:
            raise PermissionError
        return to, to.value
    read = normalise_email(to)
    if not isinstance(read, Normal):
        raise NotWritable(read.code)
    held = ContactPoint.objects.of(organisation).filter(medium="email", normal=read.normal)
    point = held.filter(fingerprint=fingerprint("email", read.normal)).select_related("person").first()
    return point, read.address


def _attempt(single: Single, point: ContactPoint | None, decision: Clearance, at: datetime) -> Attempt:
    """A waiting attempt, or one refused with its decision: that of an attempt granted is taken when it leaves."""
    refused = decision.verdict != Verdict.ALLOW
    return Attempt.objects.create(
        organisation=single.organisation,
        person=point.person if point else None,
        contact_point=point,
        clearance=keep_owed(decision, at) if refused else None,
        state=Attempt.State.REFUSED if refused else Attempt.State.WAITING,
    )


def _prove(single: Single, point: ContactPoint | None, at: datetime) -> None:
    words = f"{single.subject}\n{single.text}\n{single.html}"
    told = {
        "attempt": single.attempt_id,
        "message_type": single.message_type,
        "about": single.about,
        "by": single.asked_by_id,
        "sha256": hashlib.sha256(words.encode()).hexdigest(),
    }
    subject = subject_of(point.person_id if point else None)
    evidence.record(single.organisation_id, "message:asked", told, at=at, subject=subject)


def empty_singles(singles: QuerySet[Single]) -> int:
    """Nothing of what was written stays, nor to whom, once nothing more can come of it; how many were emptied."""
    unsettled = (Attempt.State.WAITING, Attempt.State.SENDING, Attempt.State.UNCERTAIN)
    settled = singles.exclude(attempt__state__in=unsettled).exclude(address="", text="")
    return settled.update(address="", subject="", text="", html="", in_reply_to="", calendar="")
