"""Where a case stands, worked out from its history and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from aval.clearance.local_time import kind_of_day
from aval.law.deadlines import answer_due, answer_reminders
from aval.rights.models import CaseStep

PARIS = ZoneInfo("Europe/Paris")
WORKED = {"working", "local_holiday"}  # a holiday of Alsace-Moselle or overseas prolongs nothing
WEEK = 5  # days, from Monday
Kind = CaseStep.Kind


@dataclass(frozen=True, slots=True)
class Standing:
    """`received_at`: first reception by anyone. `due_on`: the last day to answer, none while identity is in doubt."""

    received_at: datetime
    due_on: date | None
    extended: bool
    doubted_at: datetime | None
    reminders: tuple[date, ...]
    owner: int | None
    answer: int | None
    answered_at: datetime | None

    def overdue(self, on: date) -> bool:
        """Whether the day to answer has passed without an answer."""
        return self.answer is None and self.due_on is not None and on > self.due_on


def paris(at: datetime) -> date:
    """The day it is in Paris at that instant."""
    return at.astimezone(PARIS).date()


def works(day: date) -> bool:
    """Whether France works that day (Monday to Friday, no national holiday)."""
    return day.weekday() < WEEK and kind_of_day(day) in WORKED


def stand(steps: Iterable[CaseStep], *, set_due_on: date | None = None) -> Standing:
    """The standing of the case these steps, in the order they were recorded, are all of. `set_due_on` is the CNIL's day."""
    history = list(steps)
    received_at = min(step.at for step in history if step.kind == Kind.RECEIVED)
    extended = any(step.kind == Kind.EXTENDED for step in history)
    doubted_at, paused = _pauses(history)
    received_on = paris(received_at)
    due_on = set_due_on or answer_due(received_on, works=works, extended=extended, paused=paused)
    ended = next((step for step in history if step.kind == Kind.ANSWERED), None)
    return Standing(
        received_at=received_at,
        due_on=None if doubted_at and ended is None else due_on,
        extended=extended,
        doubted_at=doubted_at,
        reminders=answer_reminders(received_on, paused),
        owner=next((step.owner_id for step in reversed(history) if step.kind == Kind.ASSIGNED), None),
        answer=ended.answer_id if ended else None,
        answered_at=ended.at if ended else None,
    )


def _pauses(history: list[CaseStep]) -> tuple[datetime | None, timedelta]:
    """Since when the clock is paused, if it is, and for how many whole days it was before."""
    since: datetime | None = None
    paused = timedelta()
    for step in history:
        if step.kind == Kind.DOUBTED and since is None:
            since = step.at
        elif step.kind == Kind.IDENTIFIED and since is not None:
            paused += paris(step.at) - paris(since)
            since = None
    return since, paused
