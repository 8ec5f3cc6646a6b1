"""Messages to one person leave first: decided at the instant, handed over by the connections letters use."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import localtime

from aval.accounts.models import Brand
from aval.campaigns.letters.encoding import CannotBeWritten
from aval.clearance.models import Verdict
from aval.clearance.owing import keep_owed
from aval.evidence.ledger import claim as hold_ledger
from aval.post.claiming import Claimed, grant_all, new_message_id
from aval.post.connecting import CannotConnect
from aval.post.dkim import sign
from aval.post.journal import Journal
from aval.post.models import Attempt, Single, Worker
from aval.post.recording import PATIENCE, Settled, record, settle_receipt
from aval.post.routes import Route, Routes
from aval.post.servers import Unsealable, Way, explain, ways_of
from aval.post.single import decide_single, empty_singles
from aval.post.smtp import Message, Outcome
from aval.post.writing import write_single

AT_ONCE = 50  # messages of one brand claimed together


@dataclass(frozen=True, slots=True)
class Held:
    """A message in our hands, cleared."""

    single: Single
    claimed: Claimed


def waiting(at: datetime) -> list[Brand]:
    """The brands with something to send now."""
    ready = Q(attempt__not_before__isnull=True) | Q(attempt__not_before__lte=at)
    owed = Single.objects.filter(ready, attempt__state=Attempt.State.WAITING, attempt__campaign__isnull=True)
    brands = Brand.objects.filter(pk__in=owed.values("brand"))
    return list(brands.select_related("organisation").order_by("pk"))


def send_owed(
    worker: Worker,
    journal: Journal,
    brand: Brand,
    routes: Routes,
    stopping: Callable[[], bool],
    at: datetime,
) -> bool:
    """Send what waits for this brand; whether anything was done. What stops the server is said on each message."""
    try:
        route = routes.ready(ways_of(brand, localtime(at).date()), at, capped=False)
    except (CannotConnect, Unsealable) as why:
        return _put_off(brand, explain(why), at)
    if route is None:
        return False
    held = claim_owed(worker, brand, route.way, at)
    if not held:
        return False
    settled = _hand_over(held, route, journal, stopping, at)
    record(worker, route.way, brand.organisation_id, None, settled, at)
    journal.empty()
    empty_singles(Single.objects.of(brand.organisation_id).filter(known=True, attempt__contact_point=None))
    return True


def _ready(brand: Brand, at: datetime) -> QuerySet[Attempt]:
    ready = Q(not_before__isnull=True) | Q(not_before__lte=at)
    alone = Attempt.objects.of(brand.organisation_id).filter(campaign__isnull=True, single__brand=brand)
    return alone.filter(ready, state=Attempt.State.WAITING).order_by("id")


@transaction.atomic
def claim_owed(worker: Worker, brand: Brand, way: Way, at: datetime) -> list[Held]:
    """Take what waits for this brand and decide it: `sending` with its clearance and Message-ID, or `refused`."""
    hold_ledger(brand.organisation_id)
    held = []
    ready = _ready(brand, at).select_related("single__brand__organisation", "contact_point__person")
    for attempt in ready.select_for_update(of=("self",), skip_locked=True)[:AT_ONCE]:
        decision = keep_owed(decide_single(attempt.single, attempt.contact_point, at), at)
        if decision.verdict != Verdict.ALLOW:
            attempt.state, attempt.clearance = Attempt.State.REFUSED, decision
            attempt.save(update_fields=["state", "clearance"])
            continue
        claimed = Claimed(
            attempt=attempt.pk,
            contact_point=attempt.contact_point_id,
            person=attempt.person_id,
            clearance=decision,
            message_id=attempt.message_id or new_message_id(attempt.pk, way.ehlo),
            tries=attempt.tries + 1,
        )
        held.append(Held(attempt.single, claimed))
    grant_all(worker, way, [one.claimed for one in held], at)
    return held


def _hand_over(
    held: Sequence[Held], route: Route, journal: Journal, stopping: Callable[[], bool], at: datetime
) -> list[Settled]:
    settled: dict[int, Settled] = {}

    def messages() -> Iterator[Message]:
        for one in held:
            if stopping():
                return
            try:
                raw = write_single(one.single, message_id=one.claimed.message_id, at=at)
            except CannotBeWritten as error:
                settled[one.claimed.attempt] = settle_receipt(one.claimed, Outcome.REFUSED_PERMANENT, 0, str(error), at)
                continue
            sender = route.way.sender_of(one.claimed.attempt, one.single.brand.sender_email)
            yield Message(one.claimed, sender, one.single.address, sign(raw, route.way.signers, int(at.timestamp())))

    def leaves(message: Message) -> bool:
        journal.leaving(message.key.attempt)
        return True

    for receipt in route.send(messages(), leaves, at):
        one = receipt.message.key
        journal.answered(one.attempt, receipt)
        settled[one.attempt] = settle_receipt(one, receipt.outcome, receipt.code, receipt.text, at)
        if receipt.outcome is Outcome.REFUSED_SENDER:
            settled[one.attempt] = replace(settled[one.attempt], not_before=at + PATIENCE[0])
    for one in held:
        settled.setdefault(one.claimed.attempt, settle_receipt(one.claimed, Outcome.UNSENT, 0, "", at))
    return list(settled.values())


def _put_off(brand: Brand, why: str, at: datetime) -> bool:
    """The server cannot be reached and waiting will not mend it: it is said, and tried again later."""
    numbers = list(_ready(brand, at).values_list("pk", flat=True))
    still = Attempt.objects.filter(pk__in=numbers, state=Attempt.State.WAITING)
    still.update(not_before=at + PATIENCE[0], reply=why[:300])
    return False
