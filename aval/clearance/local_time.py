"""What day and minute it is where the recipient is: time zone, working day, holiday. The instant is given."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import polars as pl

# Overseas departments are France in their own time zone (settled point 17).
ZONES = {
    "FR": "Europe/Paris",
    "GP": "America/Guadeloupe",
    "MQ": "America/Martinique",
    "GF": "America/Cayenne",
    "RE": "Indian/Reunion",
    "YT": "Indian/Mayotte",
    "PM": "America/Miquelon",
    "BL": "America/St_Barthelemy",
    "MF": "America/Marigot",
}


@lru_cache(maxsize=64)
def _holidays(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """National holidays of a year, and those that only some territories keep."""
    import holidays  # noqa: PLC0415  two seconds to load, for calls and texts alone

    national = frozenset(holidays.country_holidays("FR", years=year))
    local: set[date] = set()
    for place in holidays.country_holidays("FR").subdivisions:
        local.update(holidays.country_holidays("FR", subdiv=place, years=year))
    return national, frozenset(local - national)


def kind_of_day(day: date) -> str:
    """working, saturday, sunday, holiday or local_holiday (Alsace-Moselle, overseas)."""
    national, local = _holidays(day.year)
    if day in national:
        return "holiday"
    if day.weekday() == 6:
        return "sunday"
    if day in local:
        return "local_holiday"
    return "saturday" if day.weekday() == 5 else "working"


def local_facts(at: datetime, *, hours: bool) -> pl.DataFrame:
    """One row a country whose hour we know: country, on and, where `hours` count, minute and local_day."""
    rows = []
    for country, zone in ZONES.items():
        here = at.astimezone(ZoneInfo(zone))
        clock = (here.hour * 60 + here.minute, kind_of_day(here.date())) if hours else (None, None)
        rows.append((country, here.date(), *clock))
    schema = {"country": pl.String, "on": pl.Date, "minute": pl.Int32, "local_day": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")
