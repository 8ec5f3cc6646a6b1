"""The daily round: what is done once a day for each organisation, by whichever worker comes first after two in the morning.

`CHORES` is the whole list: a name, which `accounts.chores` puts in words, and a verb. A chore is claimed by its row of the day, so two workers
never do it twice; one whose worker died is taken up by another. A chore that fails is shown on the desk and does not
stop the next.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from aval import evidence
from aval.accounts.members import close_expired
from aval.accounts.models import Chore, Organisation
from aval.campaigns.letters.full_notice import full_notice
from aval.collection.following import drop_withdrawn, untie_unconfirmed
from aval.collection.scoring import count_all
from aval.collection.settling import forget_unconfirmed
from aval.oversight.inspecting import inspect
from aval.oversight.signals.watching import watch
from aval.post.domains import check_due
from aval.post.month_end import ask_to_stay, end_month
from aval.post.returns.keeping import empty_raw
from aval.prospects.models import Person, Source
from aval.rights.files import sweep
from aval.rights.informing import keep_notice, owed
from aval.rights.journal import follow
from aval.rights.models import Purge
from aval.rights.reminding import remind
from aval.rights.retention import purge

PARIS = ZoneInfo("Europe/Paris")
FROM = 2  # o'clock in Paris
DEAD = timedelta(hours=6)  # a chore not ended by then belongs to a worker that died
log = logging.getLogger(__name__)
Tick = Callable[[], None]


class Daily(NamedTuple):
    """One line of the round. `do` answers what it did, as JSON; it calls `tick` between two transactions."""

    name: str
    do: Callable[[Organisation, datetime, Tick], Mapping[str, object]]


def _purge(organisation: Organisation, at: datetime, tick: Tick) -> Mapping[str, object]:
    run: Purge = purge(organisation, at=at, tick=lambda _run: tick())
    return {"purge": run.pk, "people": run.people, "dropped": run.dropped, "waiting": run.waiting}


def _questions(organisation: Organisation, at: datetime, tick: Tick) -> Mapping[str, object]:
    return asdict(ask_to_stay(organisation, at=at, tick=tick))


def _month_end(organisation: Organisation, at: datetime, tick: Tick) -> Mapping[str, object]:
    done = end_month(organisation, at=at, tick=tick)
    return {**asdict(done.asked), "deleted": done.deleted}


def _sign(organisation: Organisation, at: datetime, tick: Tick) -> Mapping[str, object]:
    with transaction.atomic():
        head = evidence.sign_head(organisation.pk, at=at)
    return {"size": head.size if head else 0}


def _sweep(organisation: Organisation, at: datetime, tick: Tick) -> Mapping[str, object]:
    return {"files": sweep(organisation, at)}


def _unconfirmed(organisation: Organisation, at: datetime, tick: Tick) -> Mapping[str, object]:
    with transaction.atomic():
        return {"submissions": forget_unconfirmed(organisation, at)}


def _domains(organisation: Organisation, at: datetime, tick: Tick) -> Mapping[str, object]:
    return {"domains": check_due(organisation, at)}


def _remind(organisation: Organisation, at: datetime, tick: Tick) -> Mapping[str, object]:
    with transaction.atomic():
        return remind(organisation, at)


def _inspect(organisation: Organisation, at: datetime, tick: Tick) -> Mapping[str, object]:
    round_ = inspect(organisation, at=at)
    tick()
    return {"faults": round_.faults, "appeared": round_.appeared, "gone": round_.gone}


def _accesses(organisation: Organisation, at: datetime, tick: Tick) -> Mapping[str, object]:
    return {"closed": close_expired(organisation, at)}


def _watch(organisation: Organisation, at: datetime, tick: Tick) -> Mapping[str, object]:
    seen = watch(organisation, at=at)
    return {"questions": seen.questions, "signals": seen.signals}


def _empty_returns(organisation: Organisation, at: datetime, tick: Tick) -> Mapping[str, object]:
    return {"emptied": empty_raw(organisation, at)}


def _notices(organisation: Organisation, at: datetime, tick: Tick) -> Mapping[str, object]:
    """Keep the texts that changed; count those still to be told."""
    worded = 0
    for source in Source.objects.of(organisation).select_related("organisation").order_by("pk"):
        for language in ("fr", "en"):
            said = full_notice(organisation, source, language, on=at.astimezone(PARIS).date())
            worded += keep_notice(
                source, language=language, digest=said.version, title=said.title, sections=said.sections, at=at
            )
    waiting = owed(organisation, at)
    late = sum(one.people for one in waiting if one.late)
    return {"worded": worded, "owed": sum(one.people for one in waiting), "late": late}


def _follow(organisation: Organisation, at: datetime, tick: Tick) -> Mapping[str, object]:
    """What rests on a consent taken back goes, what nobody confirmed is nobody's again, scores are counted anew."""
    ours = Person.objects.of(organisation)
    told = {"dropped": drop_withdrawn(ours), "untied": untie_unconfirmed(organisation, at)}
    tick()
    return told | {"scores": count_all(organisation, at)}


CHORES = (
    Daily("accesses", _accesses),
    Daily("cases", _remind),
    Daily("questions", _questions),
    Daily("month-end", _month_end),
    Daily("purge", _purge),
    Daily("files", _sweep),
    Daily("unconfirmed", _unconfirmed),
    Daily("domains", _domains),
    Daily("behaviour", _follow),
    Daily("notices", _notices),
    Daily("signals", _watch),
    Daily("inspection", _inspect),
    Daily("returns", _empty_returns),
    Daily("head", _sign),
)


def do_chores(at: datetime, worker: str, tick: Tick) -> None:
    """Follow the ledgers into the journals; then do what is left of today's round, a query an organisation when nothing is.

    Raises `journal.Behind` on a base that was restored and has not heard its journal yet: nobody works on it.
    """
    for organisation in Organisation.objects.order_by("pk"):
        follow(organisation.pk)
    local = at.astimezone(PARIS)
    if local.hour < FROM:
        return
    for organisation, daily in left(local.date(), at):
        chore = claim(organisation, daily, local.date(), worker, at)
        if chore and not run(chore, organisation, daily, at, tick):
            return


def left(day: date, at: datetime) -> Iterator[tuple[Organisation, Daily]]:
    """What nobody has done or is doing today."""
    for organisation in Organisation.objects.order_by("pk"):
        today = Chore.objects.of(organisation).filter(day=day).values_list("name", "started_at", "finished_at")
        taken = {name for name, started_at, finished_at in today if finished_at or started_at > at - DEAD}
        yield from ((organisation, daily) for daily in CHORES if daily.name not in taken)


def claim(organisation: Organisation, daily: Daily, day: date, worker: str, at: datetime) -> Chore | None:
    """The row of the day, ours; None when another worker has it. By insertion, else by compare-and-swap on the dead."""
    try:
        with transaction.atomic():
            return Chore.objects.create(
                organisation=organisation, name=daily.name, day=day, worker=worker, started_at=at
            )
    except IntegrityError:
        dead = Chore.objects.of(organisation).filter(
            name=daily.name, day=day, finished_at=None, started_at__lte=at - DEAD
        )
        if not dead.update(worker=worker, started_at=at):
            return None
        return Chore.objects.of(organisation).get(name=daily.name, day=day)


def run(chore: Chore, organisation: Organisation, daily: Daily, at: datetime, tick: Tick) -> bool:
    """Do it and write how it ended. False: told to stop in the middle, it is given back for another worker."""
    from aval.post.worker import FATAL, Stopping

    try:
        chore.result = dict(daily.do(organisation, at, tick))
    except Stopping:
        chore.delete()
        return False
    except FATAL:
        raise
    except Exception as error:
        log.exception("chore %s of organisation %s", daily.name, organisation.pk)
        chore.error = f"{type(error).__name__}: {error}"[:300]
    chore.finished_at = at
    chore.save()
    return True
