"""What a check answers, and how it looks at a few of many: a sample anybody can draw again."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Max, Min, QuerySet
from django.utils.timezone import localtime

from aval.accounts.models import Organisation
from aval.oversight.models import Fault, Inspection

SAMPLE = 100
OVERLAP = timedelta(hours=1)  # a row written while the last round ran is read again


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that is wrong: `about` is an opaque code, `facts` fill the sentence of the check."""

    about: str = ""
    facts: dict[str, object] = field(default_factory=dict)


Check = Callable[[Organisation, datetime], Iterator[Found]]


def day(value: object) -> str:
    """The day of a date or of an instant (in Paris); a dash when nobody knows."""
    if isinstance(value, datetime):
        return localtime(value).date().isoformat()
    return value.isoformat() if hasattr(value, "isoformat") else "—"


def drawn(rows: QuerySet, at: datetime, most: int = SAMPLE) -> list[int]:
    """The keys of up to `most` rows drawn at random by the day's seed; one look at an index for each, whatever the table."""
    ends = rows.aggregate(low=Min("pk"), high=Max("pk"))
    if ends["low"] is None:
        return []
    draw = random.Random(at.date().isoformat())  # noqa: S311  a sample, not a secret
    ordered, kept = rows.order_by("pk"), set()
    for _turn in range(most):
        start = draw.randint(ends["low"], ends["high"])
        kept |= set(ordered.filter(pk__gte=start).values_list("pk", flat=True)[:1])
    return sorted(kept)


def read_until(ours: Organisation, check: str, digest: str) -> datetime | None:
    """Until when this check has read, with the same words (`digest`); None when it must read all again."""
    rounds = Inspection.objects.of(ours).order_by("-id").values_list("at", "failed", "read_with")
    for at, failed, read_with in rounds[:100]:
        if read_with.get(check) == digest and check not in {one["check"] for one in failed}:
            return at - OVERLAP
    return None


def still_wrong(ours: Organisation, check: str, what: str) -> list[int]:
    """The rows of open faults of this check: read again each time, so that what is mended goes."""
    rows = Fault.objects.of(ours).filter(check_code=check, gone_at=None).values_list("about", flat=True)
    return [int(about.removeprefix(f"{what}:")) for about in rows if about.startswith(f"{what}:")]
