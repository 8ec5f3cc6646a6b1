"""Texts leave: a few claimed together, each decided at the instant, handed over one by one, at most once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import get_language

from aval.accounts.models import Brand
from aval.clearance.models import Verdict
from aval.evidence.ledger import claim as hold_ledger
from aval.post.claiming import GONE, Claimed, grant_all, new_message_id
from aval.post.journal import Journal
from aval.post.models import Attempt, Text, Worker
from aval.post.recording import PATIENCE, Settled, settle_receipt, write_settled
from aval.post.servers import Unsealable, explain
from aval.post.sms import compose_text, decide_text, waits_until
from aval.post.smtp import Message, Outcome, Receipt
from aval.post.texts.gateways import Gateway, Parcel, closed, gateway_of
from aval.post.workers import beat

AT_ONCE = 20  # texts claimed together: a second of a slow gateway


@dataclass(frozen=True, slots=True)
class Held:
    """A text in our hands, cleared."""

    row: Text
    claimed: Claimed


def texting(at: datetime) -> list[Brand]:
    """The brands with a text to send now."""
    ready = Q(attempt__not_before__isnull=True) | Q(attempt__not_before__lte=at)
    owed = Text.objects.filter(ready, attempt__state=Attempt.State.WAITING)
    return list(Brand.objects.filter(pk__in=owed.values("brand")).select_related("organisation").order_by("pk"))


def send_texts(worker: Worker, journal: Journal, brand: Brand, stopping: Callable[[], bool], at: datetime) -> bool:
    """Send what waits for this brand; whether anything was done. What stops the gateway is said on each text."""
    try:
        if why := closed(brand, localdate(at), get_language() or "fr"):
            return _put_off(brand, why, at)
        gateway = gateway_of(brand)
    except Unsealable as why:
        return _put_off(brand, explain(why), at)
    held = _claim(worker, brand, gateway, at)
    if held is None:
        return False
    settled, silent = _hand_over(held, gateway, journal, stopping, at)
    with transaction.atomic():
        beat(worker, at)
        write_settled(worker.name, brand.organisation_id, None, gateway.server, settled, at)
        empty_texts(Text.objects.of(brand.organisation_id).filter(known=True, attempt__contact_point=None))
    journal.empty()
    if silent:
        _put_off(brand, silent, at)
    return True


def _ready(brand: Brand, at: datetime) -> QuerySet[Attempt]:
    ready = Q(not_before__isnull=True) | Q(not_before__lte=at)
    mine = Attempt.objects.of(brand.organisation_id).filter(text_message__brand=brand)
    return mine.filter(ready, state=Attempt.State.WAITING).order_by("id")


@transaction.atomic
def _claim(worker: Worker, brand: Brand, gateway: Gateway, at: datetime) -> list[Held] | None:
    """Take what waits and decide it: `sending`, `refused`, or waiting for its hour; None when nothing waited."""
    hold_ledger(brand.organisation_id)
    held, taken = [], 0
    ready = _ready(brand, at).select_related(
        "text_message__brand__organisation", "text_message__offer", "contact_point"
    )
    for attempt in ready.select_for_update(of=("self",), skip_locked=True)[:AT_ONCE]:
        taken += 1
        decision = decide_text(attempt.text_message, attempt.contact_point, gateway, at)
        if later := waits_until(decision, at):
            attempt.not_before = later
        elif decision is None or decision.verdict != Verdict.ALLOW:
            attempt.state, attempt.clearance = Attempt.State.REFUSED, decision
            attempt.reply = attempt.reply if decision else GONE
        else:
            message_id = attempt.message_id or new_message_id(attempt.pk, "sms.invalid")
            claimed = Claimed(
                attempt.pk, attempt.contact_point_id, attempt.person_id, decision, message_id, attempt.tries + 1
            )
            held.append(Held(attempt.text_message, claimed))
            continue
        attempt.save(update_fields=["state", "clearance", "not_before", "reply"])
    grant_all(worker, gateway, [one.claimed for one in held], at)
    return held if taken else None


def _hand_over(
    held: list[Held], gateway: Gateway, journal: Journal, stopping: Callable[[], bool], at: datetime
) -> tuple[list[Settled], str]:
    """What became of each; why the gateway is silent, if it is: then the rest never leaves."""
    settled, silent = [], ""
    for one in held:
        if silent or stopping():
            settled.append(settle_receipt(one.claimed, Outcome.UNSENT, 0, "", at))
            continue
        text = compose_text(one.row, gateway.answers_to)
        journal.leaving(one.claimed.attempt)
        answer = gateway.send(Parcel(one.row.organisation_id, one.claimed.message_id, one.row.number, text), at)
        journal.answered(one.claimed.attempt, Receipt(Message(None, "", "", b""), answer.outcome, 0, answer.said[:300]))
        settled.append(settle_receipt(one.claimed, answer.outcome, 0, answer.said, at))
        silent = answer.said if answer.silent else ""
    return settled, silent


def _put_off(brand: Brand, why: str, at: datetime) -> bool:
    """The gateway cannot be spoken to: it is said, and tried again later."""
    numbers = list(_ready(brand, at).values_list("pk", flat=True))
    still = Attempt.objects.filter(pk__in=numbers, state=Attempt.State.WAITING)
    still.update(not_before=at + PATIENCE[0], reply=why[:300])
    return False


def empty_texts(texts: QuerySet[Text]) -> int:
    """Nothing of what was written stays, nor to whom, once nothing more can come of it; how many were emptied."""
    unsettled = (Attempt.State.WAITING, Attempt.State.SENDING, Attempt.State.UNCERTAIN)
    settled = texts.exclude(attempt__state__in=unsettled).exclude(number="", text="")
    return settled.update(number="", text="")
