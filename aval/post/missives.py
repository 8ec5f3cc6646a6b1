"""Letters and private messages: asked for, decided when asked and again when printed or shown, carried by a human, recorded.

What the law asks around the words (who writes, from where we know her, her rights, her way out) is written by Aval, as in
every letter; a private message is copied by hand, one by one, and no program ever drives the platform (art. 1 LCEN).
"""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from aval import evidence
from aval.accounts.models import Brand, Member
from aval.campaigns.checking import letter_facts
from aval.campaigns.letters.composing import IncompleteSender, Prepared, prepare
from aval.campaigns.letters.parties import Origin, Recipient, Sender
from aval.campaigns.letters.words import BadWords, fill
from aval.campaigns.models import Offer, Task
from aval.campaigns.offers import aim_of
from aval.clearance.clearing import clear
from aval.clearance.models import Clearance, Verdict
from aval.evidence.ledger import claim as hold_ledger
from aval.post.exits import exit_answers
from aval.post.models import Missive, Printing
from aval.post.recording import note_informed, subject_of
from aval.prospects.links import link_token
from aval.prospects.models import ContactPoint, Provenance

LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # none that paper confuses
LENGTH = 12  # characters of a code: 58 bits
AT_ONCE = 200  # letters of one printing
MEDIA = {"post": "post", "dm": "social_dm"}


class NotSo(Exception):
    """This letter is not where that would be done: somebody did it already, or it was refused."""


@transaction.atomic
def ask_missive(
    point: ContactPoint,
    *,
    offer: Offer,
    text: str,
    subject: str = "",
    task: Task | None = None,
    at: datetime,
    by: Member | None,
) -> Missive:
    """A letter or a private message to write to her there: `waiting`, or `refused` with its clearance.

    `text` holds the fields of letters (`{prenom}`); raises `ValidationError` for words, an offer or an organisation that
    cannot make a letter.
    """
    if point.organisation_id != offer.organisation_id or (task and task.person_id != point.person_id):
        raise PermissionError
    known = Provenance.objects.filter(person=point.person_id).select_related("source").order_by("-received_at", "-pk")
    last = known.first()
    if point.medium not in MEDIA or last is None:
        raise ValidationError({"contact_point": _("On ne peut pas lui écrire par là.")})
    row = Missive(
        organisation=offer.organisation,
        channel=MEDIA[point.medium],
        person=point.person,
        contact_point=point,
        offer=offer,
        source=last.source,
        task=task,
        code="".join(secrets.choice(LETTERS) for _place in range(LENGTH)),
        subject=subject.strip(),
        text=text.strip(),
        asked_at=at,
        asked_by=by,
    )
    if not row.text:
        raise ValidationError({"text": _("Écrivez ce que vous avez à dire.")})
    decision = decide_missive(row, at)
    _unuse(decision)
    if decision is None or decision.verdict != Verdict.ALLOW:
        row.state, row.clearance = Missive.State.REFUSED, decision
    row.save()
    _tell(row, "missive:asked", by, at)
    return row


def prepared_missive(row: Missive, at: datetime) -> Prepared:
    """Its words and all that goes around them, in her language. `ValidationError` says what stops it."""
    language = row.person.language if row.person and row.person.language in {"fr", "en"} else "fr"
    try:
        return prepare(
            subject=row.subject or row.offer.name,
            body=row.text,
            language=language,
            sender=Sender.of(row.offer.brand),
            origin=Origin.of(row.source),
            reason=row.offer.reason,
            offer_code=row.offer.code,
            campaign=0,
            url=settings.AVAL_URL,
            on=localdate(at),
        )
    except BadWords as why:
        raise ValidationError({"text": str(why)}) from why
    except IncompleteSender as why:
        raise ValidationError({"offer": _("L’organisation ou la marque est incomplète : voyez les réglages.")}) from why


def decide_missive(row: Missive, at: datetime) -> Clearance | None:
    """What the law says of it now, kept with its evidence; None when she or her address is no more held."""
    prepared = prepared_missive(row, at)
    if row.contact_point_id is None:
        return None
    facts: dict[str, object] = letter_facts(prepared, at) | {
        "optout_works": exit_answers(local=settings.AVAL_URL.startswith(("http://127.", "http://localhost"))),
        "platform_automated": False,
        "spoken_by_ai": False,
    }
    return clear(
        [row.contact_point_id],
        aim=aim_of(row.offer, localdate(at)),
        source=row.source_id,
        channel=row.channel,
        message_type="prospecting",
        message=facts,
        languages=(prepared.language,),
        at=at,
    ).get(row.contact_point_id)


def read_missive(row: Missive, at: datetime) -> tuple[str, str]:
    """Subject and text as she will read them; raises `NotSo` unless it is cleared."""
    if row.clearance is None or row.clearance.verdict != Verdict.ALLOW or row.contact_point is None:
        raise NotSo
    prepared = prepared_missive(row, at)
    told = Provenance.objects.filter(person=row.person_id, source=row.source_id).values_list("collected_on", flat=True)
    recipient = Recipient.of(row.contact_point, told[0])
    values = prepared.values(recipient, page_of(row))
    return fill(prepared.subject, values), prepared.text.show(values)


def page_of(row: Missive) -> str:
    """The address of her page."""
    return f"{settings.AVAL_URL.rstrip('/')}/d/{link_token(row.organisation_id, row.contact_point_id or 0)}"


def make_ready(row: Missive, *, by: Member | None, at: datetime, printing: Printing | None = None) -> bool:
    """Decide again, and show it or print it: from now it counts as written to her. False, and refused, when the law says no."""
    with transaction.atomic():
        hold_ledger(row.organisation_id)
        waiting = Missive.objects.of(row.organisation_id).filter(pk=row.pk, state=Missive.State.WAITING)
        if not waiting.update(state=Missive.State.REFUSED):  # taken: nobody else prepares it
            raise NotSo
        decision = decide_missive(row, at)
        granted = decision is not None and decision.verdict == Verdict.ALLOW
        row.clearance, row.state = decision, Missive.State.READY if granted else Missive.State.REFUSED
        if granted and decision is not None:
            row.ready_at, row.printing = at, printing
            Clearance.objects.filter(pk=decision.pk).update(used_at=at)
            _tell(row, "missive:ready", by, at)
        row.save(update_fields=["clearance", "state", "ready_at", "printing"])
    return granted


def letters_to_print(brand: Brand) -> QuerySet[Missive]:
    """The letters of this brand that wait for paper, first asked first."""
    rows = Missive.objects.of(brand.organisation_id).filter(offer__brand=brand, channel=Missive.Channel.POST)
    return rows.filter(state=Missive.State.WAITING).order_by("pk")


@transaction.atomic
def print_letters(brand: Brand, *, by: Member | None, at: datetime) -> Printing | None:
    """Clear what waits and put it together for the printer; None when the law left nothing to print."""
    rows = letters_to_print(brand).select_related("offer__brand__organisation", "source", "person", "contact_point")
    printing = Printing(organisation_id=brand.organisation_id, brand=brand, made_at=at, made_by=by)
    printing.save()
    ready = sum(make_ready(row, by=by, at=at, printing=printing) for row in rows[:AT_ONCE])
    if not ready:
        printing.delete()
        return None
    told = {"printing": printing.pk, "letters": ready, "by": by.pk if by else None}
    evidence.record(brand.organisation_id, "letters:printed", told, at=at)
    return printing


@transaction.atomic
def say_posted(printing: Printing, *, by: Member | None, at: datetime) -> int:
    """They went to the post; how many."""
    rows = Missive.objects.of(printing.organisation_id).filter(printing=printing, state=Missive.State.READY)
    found = list(rows.select_related("clearance"))
    for row in found:
        say_sent(row, by=by, at=at)
    Printing.objects.filter(pk=printing.pk, posted_at=None).update(posted_at=at)
    return len(found)


@transaction.atomic
def say_sent(row: Missive, *, by: Member | None, at: datetime) -> None:
    """The member copied it, or posted it. Raises `NotSo` unless it was ready."""
    _move(row, Missive.State.READY, Missive.State.SENT, sent_at=at)
    if row.clearance is not None:
        note_informed([(row.person_id, row.clearance.facts)], at)
    _tell(row, "missive:sent", by, at)


@transaction.atomic
def drop(row: Missive, *, by: Member | None, at: datetime) -> None:
    """It will not leave: what was ready never reached her."""
    before = row.state if row.state in {Missive.State.WAITING, Missive.State.READY} else Missive.State.READY
    _move(row, before, Missive.State.DROPPED)
    _unuse(row.clearance)
    _tell(row, "missive:dropped", by, at)


@transaction.atomic
def came_back(row: Missive, *, why: str, by: Member | None, at: datetime) -> None:
    """The envelope came back: the address serves no more, save when she only did not fetch it. Raises `NotSo`."""
    if row.channel != Missive.Channel.POST or why not in Missive.Returned.values:
        raise NotSo
    _move(row, Missive.State.SENT, Missive.State.RETURNED, returned_at=at, returned_why=why)
    if why != Missive.Returned.UNCLAIMED:
        points = ContactPoint.objects.of(row.organisation_id).filter(pk=row.contact_point_id, unreachable_since=None)
        points.update(unreachable_since=at)
    _tell(row, "missive:returned", by, at, why=why)


def find_code(typed: str) -> Missive | None:
    """Whose letter this code was printed on, however it was typed."""
    code = "".join(one for one in typed.upper() if one.isalnum())
    return Missive.objects.filter(code=code, contact_point__isnull=False).first() if len(code) == LENGTH else None


def say_code(code: str) -> str:
    """A code as paper shows it: ABCD-EFGH-JKMN."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def _move(row: Missive, before: str, after: str, **more: object) -> None:
    if not Missive.objects.of(row.organisation_id).filter(pk=row.pk, state=before).update(state=after, **more):
        raise NotSo
    row.refresh_from_db()


def _unuse(decision: Clearance | None) -> None:
    if decision is not None and decision.pk:
        Clearance.objects.filter(pk=decision.pk).update(used_at=None)


def _tell(row: Missive, kind: str, by: Member | None, at: datetime, **more: object) -> None:
    told = {
        "missive": row.pk,
        "channel": row.channel,
        "offer": row.offer.code,
        "clearance": row.clearance.evidence if row.clearance else None,
        "by": by.pk if by else None,
    }
    evidence.record(row.organisation_id, kind, told | more, at=at, subject=subject_of(row.person_id))


def carried(rows: Sequence[Missive]) -> list[Missive]:
    """Those that can be read: she and her address are still held."""
    return [row for row in rows if row.contact_point is not None and row.person is not None]
