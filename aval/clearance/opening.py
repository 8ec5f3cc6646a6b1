"""When whom only the hour forbids may be reached: the law is asked about each quarter of an hour to come."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from aval.clearance.local_time import ZONES, kind_of_day
from aval.law.deciding import decide_many

OF_THE_HOUR = ("call-window", "local-holiday")  # findings about calls that pass by themselves
STEP = timedelta(minutes=15)
AHEAD = timedelta(days=5)  # a long weekend with its bridge


def opens_at(facts: Mapping[str, object], at: datetime) -> datetime | None:
    """The first quarter of an hour at which a call refused now would be allowed, all else equal; None within five days.

    `facts` are those of the decision, as it keeps them.
    """
    zone = ZoneInfo(ZONES.get(str(facts.get("country")), ZONES["FR"]))
    start = at.replace(minute=at.minute - at.minute % 15, second=0, microsecond=0)
    moments = [start + STEP * step for step in range(1, AHEAD // STEP + 1)]
    answers = decide_many([{**facts, **_clock(moment.astimezone(zone))} for moment in moments], question="message")
    return next((moment for moment, answer in zip(moments, answers, strict=True) if answer.verdict == "allow"), None)


def _clock(here: datetime) -> dict[str, object]:
    return {"on": here.date(), "minute": here.hour * 60 + here.minute, "local_day": kind_of_day(here.date())}
