"""Where she is decides what day it is: overseas departments, holidays of all and of some."""

from datetime import UTC, date, datetime

import pytest

from aval.clearance.local_time import kind_of_day, local_facts


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 11, 23), "working"),
        (date(2026, 11, 21), "saturday"),
        (date(2026, 11, 22), "sunday"),
        (date(2026, 11, 11), "holiday"),
        (date(2026, 12, 26), "local_holiday"),  # Alsace-Moselle
        (date(2026, 7, 14), "holiday"),
    ],
)
def test_the_kind_of_day(day: date, kind: str) -> None:
    assert kind_of_day(day) == kind


def test_one_instant_is_two_days_from_saint_denis_to_fort_de_france() -> None:
    late = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)
    here = {row["country"]: row for row in local_facts(late, hours=True).iter_rows(named=True)}
    assert (here["RE"]["on"], here["RE"]["minute"]) == (date(2026, 11, 23), 90)
    assert (here["MQ"]["on"], here["MQ"]["local_day"]) == (date(2026, 11, 22), "sunday")
