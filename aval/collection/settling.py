"""What was received becomes people, their choices and their proof: a batch in one transaction, each submission once.

A worker killed in the middle leaves the batch as it was; the next one settles it.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import polars as pl
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from aval.accounts.models import Organisation
from aval.collection.following import joined
from aval.collection.models import Form, Submission, Visitor
from aval.collection.publishing import draft_of
from aval.collection.receiving import CONTROLLED
from aval.prospects.bulk import update
from aval.prospects.classification import normalise_phone
from aval.prospects.consenting import Box, Moment, Shown, record_moments
from aval.prospects.entering import Entered, Entry, enter
from aval.prospects.fingerprints import fingerprint
from aval.prospects.models import Consent, Objection, Person
from aval.prospects.objecting import object_to

BATCH = 200  # submissions of one form settled together: who sends meanwhile waits no longer than that
State = Submission.State
OURS = CONTROLLED | {
    Consent.Door.PAPER,
    Consent.Door.PHONE,
    Consent.Door.SPOKEN,
}  # wording and boxes are those we froze
CALL = "voice_human"
KEPT = timedelta(days=30)  # as long as the link of a confirmation
UNREADABLE = (ValueError, TypeError, LookupError, ArithmeticError, pl.exceptions.PolarsError)
log = logging.getLogger(__name__)
MARKED = {
    "id": pl.Int64, "settled_at": pl.Datetime("us", "UTC"), "person_id": pl.Int64, "refused_for": pl.String, "state": pl.String,
    "moment": pl.Int64, "confirmation_due": pl.Boolean,
}  # fmt: skip


@transaction.atomic
def settle(at: datetime) -> int:
    """Settle the oldest submissions that wait, of one form; how many."""
    waiting = Submission.objects.filter(state=State.WAITING)
    form = waiting.order_by("pk").values_list("form", flat=True).first()
    if form is None:
        return 0
    rows = waiting.filter(form=form).select_for_update(of=("self",), skip_locked=True).select_related("version")
    return _settle(
        Form.objects.select_related("organisation", "source").get(pk=form), list(rows.order_by("pk")[:BATCH]), at
    )


def settle_apart(at: datetime) -> int:
    """Settle the oldest one by one, after a batch failed: the one that cannot be read is set aside, and said so; how many."""
    waiting = list(Submission.objects.filter(state=State.WAITING).order_by("pk")[:BATCH])
    for one in waiting:
        try:
            settle_one(one, at)
        except UNREADABLE as why:
            log.exception("submission %s", one.pk)
            Submission.objects.filter(pk=one.pk, state=State.WAITING).update(
                state=State.REFUSED, refused_for=type(why).__name__[:60], settled_at=at
            )
    return len(waiting)


def forget_unconfirmed(organisation: Organisation, at: datetime) -> int:
    """Delete what waited a month for the holder of an address to confirm it, and what she disowned; how many rows."""
    gone = Submission.objects.of(organisation).filter(state__in=[State.HELD, State.DENIED], received_at__lt=at - KEPT)
    return gone.delete()[0]


@transaction.atomic
def settle_one(submission: Submission, at: datetime) -> Submission:
    """Settle this one now: somebody is there, waiting to see it."""
    rows: QuerySet[Submission] = Submission.objects.filter(pk=submission.pk, state=State.WAITING)
    taken = list(rows.select_for_update(of=("self",)).select_related("version"))
    if taken:
        form = Form.objects.select_related("organisation", "source").get(pk=submission.form_id)
        _settle(form, taken, at)
    submission.refresh_from_db()
    return submission


def _settle(form: Form, rows: Sequence[Submission], at: datetime) -> int:
    for one in rows:
        one.version.form = form
    entered = enter(form.source, [_entry(form, one) for one in rows], at=at)
    good = [(one, done) for one, done in zip(rows, entered, strict=True) if done.person]
    informed = [done.person for _, done in good]
    Person.objects.of(form.organisation_id).filter(pk__in=informed, informed_at=None).update(informed_at=at)
    visitors = _visitors_of(form, [one for one, _done in good], at)
    moments = [_followed(moment_of(form, one, done.person), visitors.get(one.pk)) for one, done in good]
    acts = record_moments(form.organisation_id, moments, at=at)
    _mark(
        rows, entered, acts, {one.pk: len(moment.boxes) for (one, _done), moment in zip(good, moments, strict=True)}, at
    )
    for one, done in good:
        if one.pk in visitors and done.person:
            joined([visitors[one.pk]], done.person, Visitor.Joined.FORM, at)
    for one, _done in good:
        if one.given.get("objection") == "yes":
            _object(form, one, at)
    return len(rows)


def _visitors_of(form: Form, rows: Sequence[Submission], at: datetime) -> dict[int, Visitor]:
    """Submission -> the visitor who sent it, where her browser had accepted to be followed and is nobody's yet."""
    words = {one.pk: one.circumstances.get("visitor", "") for one in rows}
    found = Visitor.objects.of(form.organisation_id).filter(
        digest__in=set(words.values()) - {""}, until__gt=at, person=None
    )
    known = {one.digest: one for one in found}
    return {number: known[word] for number, word in words.items() if word in known}


def _followed(moment: Moment, visitor: Visitor | None) -> Moment:
    """With what she accepted on the strip, which she confirms from her own address before it is hers."""
    if visitor is None:
        return moment
    box = Box(
        purpose=Consent.Purpose.WEB_TRACKING, channel="", wording=visitor.wording, ticked=True,
        confirm="email" in moment.contacts,
    )  # fmt: skip
    return replace(moment, boxes=[*moment.boxes, box])


def _entry(form: Form, one: Submission) -> Entry:
    believed = one.typed_by_id is not None or one.confirmed_at is not None
    return Entry({**one.given, "language": form.language}, localdate(one.acted_at), believed)


def moment_of(form: Form, one: Submission, person: int | None) -> Moment:
    """What she had before her and did, as the proof keeps it."""
    draft, given = draft_of(one.version), one.given
    ours = one.door in OURS
    contacts = contacts_of(given, one.fingerprint)
    asked = one.door == Consent.Door.HTML
    boxes = [
        Box(
            purpose=box.purpose, channel=box.channel, wording=box.wording, ticked=given.get(f"box-{place}") == "yes",
            confirm=asked or (box.confirm and "email" in contacts),
            complete=True if box.channel == CALL else None, ends_on=_in_a_year(one.acted_at) if box.channel == CALL else None,
        )
        for place, box in enumerate(draft.boxes)
    ]  # fmt: skip
    shown = Shown(
        version=one.version.name, version_digest=one.version.digest, notice_version=one.version.notice_version,
        partners=tuple({"name": p.name, "siren": p.siren, "on": draft.partners_on} for p in draft.partners),
        preticked=False if ours else None, free=True if ours else None, specific=True if ours else None, names_us=True,
    )  # fmt: skip
    return Moment(
        contacts=contacts, shown=shown, boxes=boxes, door=one.door, acted_at=one.acted_at, person=person,
        source=form.source_id, by=one.typed_by_id, circumstances=one.circumstances,
    )  # fmt: skip


def contacts_of(given: dict[str, str], mark: str) -> dict[str, str]:
    """Kind → fingerprint of what she gave; `mark` is that of her address when she gave one."""
    contacts = {"email": mark} if given.get("email") else {}
    if number := given.get("mobile") or given.get("phone"):
        contacts["phone"] = fingerprint("phone", normalise_phone(number).e164)
    return contacts


def _in_a_year(day: datetime) -> date:
    """The end of a consent to be called, at the latest (R223-1 code de la consommation); the law reads its own ceiling too."""
    return localdate(day).replace(year=day.year + 1, day=min(day.day, 28))


def _mark(
    rows: Sequence[Submission],
    entered: Sequence[Entered],
    acts: Sequence[Consent],
    boxes: Mapping[int, int],
    at: datetime,
) -> None:
    """Where each submission stands now: whose it is, the entry of its proof, whether a confirmation is to be asked."""
    entries = iter(acts)
    marked = []
    for one, done in zip(rows, entered, strict=True):
        hers = [next(entries) for _ in range(boxes.get(one.pk, 0))]
        marked.append(
            {
                "id": one.pk, "settled_at": at, "person_id": done.person, "refused_for": done.refused,
                "state": str(State.SETTLED if done.person else State.REFUSED), "moment": hers[0].evidence if hers else None,
                "confirmation_due": "email" in one.given and any(act.awaits_confirmation for act in hers),
            }
        )  # fmt: skip
    update("collection_submission", pl.DataFrame(marked, MARKED))


def _object(form: Form, one: Submission, at: datetime) -> None:
    who = one.given.get("email") or one.given.get("mobile") or one.given["phone"]
    object_to(form.organisation, who, origin=Objection.Origin.FORM, heard_at=one.acted_at, at=at)
