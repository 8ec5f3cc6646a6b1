"""Erasing thousands of people, and purging a base whose period is over: people a second, and what memory it takes."""

import resource
import time
from datetime import UTC, date, datetime
from typing import Any

from aval.console.benches.crowd import make_crowd
from aval.console.benches.sending import make_campaign

MADE_AT_ONCE = 50_000


def erase(size: int) -> dict[str, Any]:
    """`size` people erased among ten times as many, each with her fingerprints and the ledger emptied."""
    from aval import evidence
    from aval.prospects.models import Person
    from aval.rights.erasing import forget_many

    at = datetime.now(UTC)
    source = _crowd(size * 10, at, at.date())
    organisation = source.organisation
    people = list(Person.objects.of(organisation).order_by("pk").values_list("pk", flat=True)[: size * 10 : 10])
    before, started = _memory(), time.perf_counter()
    done = forget_many(organisation, people, at=at)
    seconds = time.perf_counter() - started
    return {
        "ok": done.people == size and evidence.verify_live(organisation.pk).ok,
        "people": done.people,
        "seconds": round(seconds, 1),
        "people_a_second": round(size / seconds),
        "memory_mb_more": _memory() - before,
    }


def purge(size: int) -> dict[str, Any]:
    """A base of `size` people collected long ago: the law asked about each, and all of them deleted."""
    from aval import evidence
    from aval.prospects.models import Person
    from aval.rights.retention import preview
    from aval.rights.retention import purge as purge_now

    at = datetime.now(UTC)
    organisation = _crowd(size, at, date(2019, 1, 1)).organisation
    before, started = _memory(), time.perf_counter()
    foreseen = preview(organisation, at)
    asked = time.perf_counter() - started
    started = time.perf_counter()
    done = purge_now(organisation, at=at)
    seconds = time.perf_counter() - started
    return {
        "ok": done.people == foreseen.people == size and not Person.objects.of(organisation).exists() and evidence.verify_live(organisation.pk).ok,
        "people": done.people,
        "preview_seconds": round(asked, 1),
        "seconds": round(seconds, 1),
        "people_a_second": round(size / seconds),
        "memory_mb_more": _memory() - before,
    }  # fmt: skip


def _crowd(size: int, at: datetime, collected_on: date) -> Any:
    source = make_campaign(0, at).source
    source.collected_on = source.notice_given_on = collected_on
    source.save()
    for start in range(0, size, MADE_AT_ONCE):
        make_crowd(source, min(MADE_AT_ONCE, size - start), at, start=start)
    return source


def _memory() -> int:
    """The most this process ever held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
