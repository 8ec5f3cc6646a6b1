"""By which day a request is answered: month ends, week-ends, holidays, extension, pauses."""

from datetime import date, timedelta

import pytest

from aval.law.deadlines import answer_due, answer_reminders
from aval.law.parameters import BeforeTheLaw

HOLIDAYS = {date(2026, 5, 1), date(2026, 12, 25), date(2027, 1, 1), date(2027, 3, 29), date(2027, 4, 1)}


def works(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


@pytest.mark.parametrize(
    ("received", "due", "why"),
    [
        ("2026-11-23", "2026-12-23", "the same day of the next month, a Wednesday"),
        ("2026-03-05", "2026-04-06", "5 April is a Sunday"),
        ("2027-01-29", "2027-03-01", "no 29 February in 2027: the 28th, a Sunday"),
        ("2028-01-29", "2028-02-29", "a leap year has one"),
        ("2027-01-30", "2027-03-01", "nor a 30th"),
        ("2027-01-31", "2027-03-01", "nor a 31st"),
        ("2026-08-31", "2026-09-30", "September has thirty days"),
        ("2026-12-31", "2027-02-01", "31 January 2027 is a Sunday"),
        ("2026-04-01", "2026-05-04", "1 May is a holiday, a Friday"),
        ("2026-11-25", "2026-12-28", "Christmas is a Friday"),
        ("2026-12-01", "2027-01-04", "New Year, a Friday"),
    ],
)
def test_a_month_ends_as_european_law_counts_it(received: str, due: str, why: str) -> None:
    assert answer_due(date.fromisoformat(received), works=works) == date.fromisoformat(due), why


def test_an_extension_adds_two_months_and_rolls_only_its_own_end() -> None:
    assert answer_due(date(2026, 11, 23), works=works, extended=True) == date(2027, 2, 23)
    assert answer_due(date(2026, 12, 1), works=works, extended=True) == date(2027, 3, 1)  # not 4 March
    assert answer_due(date(2026, 11, 30), works=works, extended=True) == date(2027, 3, 1)  # 28 February is a Sunday


def test_days_in_reasonable_doubt_are_added() -> None:
    assert answer_due(date(2026, 11, 23), works=works, paused=timedelta(days=2)) == date(
        2026, 12, 28
    )  # 25 is Christmas


def test_reminders_come_at_fifteen_and_twenty_five_days() -> None:
    assert answer_reminders(date(2026, 11, 23)) == (date(2026, 12, 8), date(2026, 12, 18))
    assert answer_reminders(date(2026, 11, 23), timedelta(days=3)) == (date(2026, 12, 11), date(2026, 12, 21))


def test_before_the_law_there_is_no_deadline() -> None:
    with pytest.raises(BeforeTheLaw):
        answer_due(date(2018, 5, 24), works=works)
