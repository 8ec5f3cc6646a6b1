"""The day somebody is back, as automatic answers tell it in French and English; the year resolved from when it was written."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from dateutil.relativedelta import relativedelta

MONTHS = {
    1: "janvier|janv|jan|january", 2: "fevrier|fevr|fev|february|feb", 3: "mars|mar|march", 4: "avril|avr|april|apr", 5: "mai|may", 6: "juin|june|jun",
    7: "juillet|juil|july|jul", 8: "aout|august|aug", 9: "septembre|sept|sep|september", 10: "octobre|oct|october", 11: "novembre|nov|november", 12: "decembre|dec|december",
}  # fmt: skip
DAYS = (
    "lundi|monday|mon",
    "mardi|tuesday|tues|tue",
    "mercredi|wednesday|wed",
    "jeudi|thursday|thurs|thu",
    "vendredi|friday|fri",
    "samedi|saturday|sat",
    "dimanche|sunday|sun",
)
MONTH = "|".join(name for names in MONTHS.values() for name in sorted(names.split("|"), key=len, reverse=True))
DAY = "|".join(name for names in DAYS for name in names.split("|"))
YEAR = r"(?:,? *(?P<year>(?:19|20)\d\d))?"
SHAPES = tuple(
    re.compile(shape)
    for shape in (
        r"(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)",
        r"(?P<first>\d{1,2})[/.\-](?P<second>\d{1,2})(?:[/.\-](?P<year>(?:20)?\d\d))?(?![\d/:h])",
        rf"(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)?(?: of)?[ \-]+(?P<name>{MONTH})\b\.?{YEAR}",
        rf"(?P<name>{MONTH})\b\.? +(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:){YEAR}",
        rf"(?:next |ce |prochain )?(?P<weekday>{DAY})\b(?: prochain)?",
        r"(?P<near>apres-demain|demain|tomorrow)\b",
        r"(?P<alone>\d{1,2})(?:er|st|nd|rd|th)?\b(?![\d:h%/\-]|\.\d)(?! *(?:h|heures?|am|pm|minutes?|jours?|days?|semaines?|weeks?|ans?)\b)",
    )
)
SKIPPED = re.compile(rf"(?:[ ,:]|the |le |la |au |du |on |this |ce |debut de |(?:{DAY})\b[ ,.]*(?:the |le )?){{0,6}}")
REACH = 60  # characters between the words and the date
STALE = timedelta(days=60)  # an answer left on after she came back


def read_date(text: str, written: date, *, months_first: bool = False) -> tuple[date, int] | None:
    """The date at the beginning of a folded text, and where it ends; None when there is none."""
    skipped = SKIPPED.match(text)
    for start in sorted({skipped.end() if skipped else 0, 0}, reverse=True):
        for shape in SHAPES:
            found = shape.match(text, start)
            read = _make(found.groupdict(), written, months_first=months_first) if found else None
            if found and read:
                return read, found.end()
    weekday = re.match(rf"[ ,]*(?:le |la |on |next |ce )?(?P<weekday>{DAY})\b", text)
    return (_weekday(weekday["weekday"], written), weekday.end()) if weekday else None


def _make(told: dict[str, str | None], written: date, *, months_first: bool) -> date | None:
    if told.get("weekday"):
        return _weekday(str(told["weekday"]), written)
    if told.get("near"):
        return written + timedelta(days=2 if told["near"] == "apres-demain" else 1)
    if told.get("alone"):
        return _day_alone(int(str(told["alone"])), written)
    if told.get("first"):
        day, month = int(str(told["first"])), int(str(told["second"]))
        if (months_first and day <= 12) or month > 12:
            day, month = month, day
    else:
        day = int(str(told["day"]))
        month = int(str(told["month"])) if told.get("month") else _month(str(told["name"]))
    year = int(told["year"]) if told.get("year") else None
    return resolve(day, month, year + 2000 if year is not None and year < 100 else year, written)


def resolve(day: int, month: int, year: int | None, written: date) -> date | None:
    """The date; without a year, the one nearest after it was written, unless it is only just past."""
    years = [year] if year else [written.year - 1, written.year, written.year + 1]
    found = []
    for one in years:
        try:
            found.append(date(one, month, day))
        except ValueError:
            continue
    if year:
        return found[0] if found else None
    return next((one for one in found if one >= written - STALE), None)


def _day_alone(day: int, written: date) -> date | None:
    """« de retour le 3 »: this month, or the next when it is past."""
    for ahead in range(3):
        month = written + relativedelta(months=ahead, day=1)
        try:
            found = month.replace(day=day)
        except ValueError:
            continue
        if found >= written:
            return found
    return None


def _weekday(name: str, written: date) -> date:
    """The next day of that name, never the day itself."""
    wanted = _number(name)
    return written + timedelta(days=(wanted - written.weekday() - 1) % 7 + 1)


@cache
def _number(name: str) -> int:
    return next(number for number, names in enumerate(DAYS) if name in names.split("|"))


@cache
def _month(name: str) -> int:
    return next(number for number, names in MONTHS.items() if name in names.split("|"))


def after_words(text: str, words: re.Pattern[str], written: date, *, months_first: bool) -> Iterator[date]:
    """Each date that follows these words."""
    for found in words.finditer(text):
        read = read_date(text[found.end() : found.end() + REACH], written, months_first=months_first)
        if read:
            yield read[0]
