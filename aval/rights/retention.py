"""What is no longer to be held goes (art. 5(1)(e) GDPR): the rule that blocks a letter is the one that purges.

People: the question `hold` of the law, asked of everybody. Rows with a lifetime of their own: what `held.py` of each
room declares. A purge is no objection: it keeps no fingerprint, and somebody who comes to us again may come in.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import polars as pl
from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils.timezone import localdate

from aval import evidence
from aval.accounts.models import Member, Organisation
from aval.clearance.holding import held
from aval.prospects.holdings import Lifetime, lifetimes
from aval.prospects.uprooting import uproot
from aval.rights.erasing import empty
from aval.rights.leaving import leaving
from aval.rights.models import Leaving, Purge
from aval.rights.wiping import wipe

AT_ONCE = 5_000  # people, or rows, of one transaction
SHOWN = 50  # people of a preview
EXPIRED = ("retention-expired", "erased")  # findings that delete: nobody has anything left to decide
WAITS = ("forbidden", "action_first", "unknown")  # told too late, collected wrongly, facts missing: a member decides


@dataclass(slots=True)
class Preview:
    """What a purge would do today: people by finding, the first of them, those a member has to decide about, old rows."""

    on: date
    seen: int = 0
    people: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    waiting: Counter[str] = field(default_factory=Counter)
    first: list[tuple[int, str, date | None]] = field(default_factory=list)
    dropped: dict[str, int] = field(default_factory=dict)
    law: str = ""


def preview(organisation: Organisation, at: datetime) -> Preview:
    """Whom the law no longer lets us hold, and why; nothing is changed."""
    found = Preview(localdate(at))
    for window in held(organisation.pk, at):
        gone = _gone(window)
        _count(found, window)
        found.people += gone.height
        if len(found.first) < SHOWN:
            rows = gone.head(SHOWN - len(found.first)).select("person", "findings", "collected_on")
            found.first += [(person, findings[0], day) for person, findings, day in rows.iter_rows()]
    counts = {one.model._meta.label: past(one, organisation, at).count() for one in lifetimes()}  # noqa: SLF001
    found.dropped = {label: count for label, count in counts.items() if count}
    return found


def purge(
    organisation: Organisation,
    *,
    at: datetime,
    by: Member | None = None,
    tick: Callable[[Purge], None] | None = None,
) -> Purge:
    """Delete what is no longer to be held, a few thousand at a time, each time all or none. `tick` hears after each.

    Stopped (`stop`) or killed in the middle, what is done is done; the next one goes on.
    """
    run = Purge.objects.create(organisation=organisation, on=localdate(at), started_at=at, asked_by=by)
    told = Preview(run.on)
    stopped = False
    for window in held(organisation.pk, at):
        _count(told, window)
        gone = _gone(window)
        for start in range(0, gone.height, AT_ONCE):
            batch = gone.slice(start, AT_ONCE)
            run.people += _delete(organisation, batch, at)
            stopped = _heard(run, told, tick)
            if stopped:
                break
        if stopped:
            break
    if not stopped:
        run.dropped = drop(organisation, at)
    _end(run, told, Purge.State.STOPPED if stopped else Purge.State.DONE, at)
    wipe()
    return run


def stop(run: Purge) -> None:
    """Ask a purge to stop after the batch it is at."""
    Purge.objects.filter(pk=run.pk, state=Purge.State.RUNNING).update(stop_asked=True)


def drop(organisation: Organisation, at: datetime) -> dict[str, int]:
    """Drop the rows older than their lifetime; table -> how many."""
    dropped: Counter[str] = Counter()
    for one in lifetimes():
        while rows := list(past(one, organisation, at).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
            batch = one.model._base_manager.filter(pk__in=rows)  # noqa: SLF001
            dropped[one.model._meta.label] += one.drop(batch) if one.drop else batch.delete()[0]  # noqa: SLF001
    return {label: count for label, count in dropped.items() if count}


def past(one: Lifetime, organisation: Organisation, at: datetime) -> QuerySet:
    """The rows of the organisation older than their lifetime."""
    before = {f"{one.since}__lt": at - timedelta(days=one.days)}
    return one.model._base_manager.filter(one.only, organisation=organisation, **before)  # noqa: SLF001


@dataclass(frozen=True, slots=True)
class Late:
    """Something older than its policy says: declared is not real."""

    what: str
    oldest: datetime | date | None
    limit: datetime | date
    rows: int


def late(organisation: Organisation, at: datetime) -> Iterator[Late]:
    """What the purge should have taken yesterday and did not; empty when what we declare is what we do."""
    yesterday = at - timedelta(days=1)
    for one in lifetimes():
        rows = past(one, organisation, yesterday)
        if count := rows.count():
            oldest = rows.aggregate(oldest=Min(one.since))["oldest"]
            yield Late(one.model._meta.label, oldest, yesterday - timedelta(days=one.days), count)  # noqa: SLF001
    count, oldest = 0, None
    for window in held(organisation.pk, yesterday):
        gone = _gone(window)
        count += gone.height
        oldest = min(filter(None, (oldest, gone["collected_on"].min())), default=None)
    if count:
        yield Late("prospects.Person", oldest, localdate(yesterday), count)


def _gone(window: pl.DataFrame) -> pl.DataFrame:
    expired = pl.col("findings").list.eval(pl.element().is_in(EXPIRED)).list.any()
    return window.filter((pl.col("outcome") == "forbidden") & expired)


def _count(told: Preview, window: pl.DataFrame) -> None:
    told.seen += window.height
    told.law = window["law"][0]
    gone = _gone(window)
    waits = window.filter(pl.col("outcome").is_in(WAITS)).join(gone, on="person", how="anti")
    for people, counter in ((gone, told.reasons), (waits, told.waiting)):
        findings = people["findings"].explode().drop_nulls()
        counter.update(dict(findings.value_counts().iter_rows()))


def _delete(organisation: Organisation, batch: pl.DataFrame, at: datetime) -> int:
    """Those of a batch still there, and who gave no sign since the law was asked; how many went."""
    with transaction.atomic(), leaving(organisation, batch["person"].to_list()) as people:
        heard_since = people.filter(last_contact_from_at__gte=at - timedelta(days=1)).values_list("pk", flat=True)
        Leaving.objects.of(organisation).filter(row__in=list(heard_since)).delete()
        gone = people.count()
        empty(people, at)
        uproot(people)
    return gone


def _heard(run: Purge, told: Preview, tick: Callable[[Purge], None] | None) -> bool:
    """Show how far it is; whether somebody asked to stop."""
    Purge.objects.filter(pk=run.pk).update(people=run.people, seen=told.seen)
    if tick:
        tick(run)
    run.refresh_from_db(fields=["stop_asked"])
    return run.stop_asked


def _end(run: Purge, told: Preview, state: str, at: datetime) -> None:
    run.state, run.finished_at, run.seen, run.law = state, at, told.seen, told.law
    run.reasons, run.waiting = dict(told.reasons), dict(told.waiting)
    with transaction.atomic():
        payload = {
            "on": run.on.isoformat(), "people": run.people, "reasons": run.reasons, "waiting": run.waiting, "dropped": run.dropped,
            "law": run.law, "state": state, "by": run.asked_by_id,
        }  # fmt: skip
        run.evidence = evidence.record(run.organisation_id, "retention:purged", payload, at=at)
        run.save()
