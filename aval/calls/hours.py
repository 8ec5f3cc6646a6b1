"""The days a promise to call back counts in."""

from datetime import date, timedelta

from aval.clearance.local_time import kind_of_day


def working_days(since: date, on: date) -> int:
    """Working days passed from the day of a request to this one, the first not counted (R223-4)."""
    days = (since + timedelta(days=number) for number in range(1, (on - since).days + 1))
    return sum(kind_of_day(day) == "working" for day in days)
