"""By which day a person's request must be answered (art. 12(3) GDPR; regulation 1182/71, art. 3; EDPB 01/2022).

The day of reception does not count; a period in months ends with the same day of a later month, or the last one where
that day is missing; a period that ends on a day nobody works ends with the next working day. The day told is the last
one on which the answer is in time.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from aval.law.expressions import Period
from aval.law.parameters import all_parameters

ONE_DAY = timedelta(days=1)
REMINDERS = ("answer_first_reminder", "answer_second_reminder")


def answer_due(
    received_on: date, *, works: Callable[[date], bool], extended: bool = False, paused: timedelta = timedelta()
) -> date:
    """The last day to answer what anyone of the house received that day (Paris).

    `works` says whether a day is worked; `paused` how long identity was in reasonable doubt. Raises BeforeTheLaw.
    """
    last = _period("answer_due", received_on).after(received_on)
    if extended:
        last = _period("answer_extension", received_on).after(last)
    last += paused
    while not works(last):
        last += ONE_DAY
    return last


def answer_reminders(received_on: date, paused: timedelta = timedelta()) -> tuple[date, ...]:
    """The days on which an unanswered request is recalled to whoever has it in charge. Raises BeforeTheLaw."""
    return tuple(_period(name, received_on).after(received_on) + paused for name in REMINDERS)


def breach_deadlines(aware_at: datetime) -> tuple[datetime, datetime]:
    """Until when a breach is notified to the CNIL (art. 33(1)), and until when the persons are told (art. 34; our choice).

    Hours of the clock, nights, week-ends and holidays included. Raises BeforeTheLaw.
    """
    names = ("breach_notified_within_hours", "breach_told_within_hours")
    hours = (int(all_parameters()[name].on(aware_at.date())) for name in names)
    notified, told = (aware_at + timedelta(hours=number) for number in hours)
    return notified, told


def _period(name: str, on: date) -> Period:
    period: Period = all_parameters()[name].on(on)
    return period
