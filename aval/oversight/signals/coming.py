"""The law ahead: values that change on a day already known, and texts announced, each with whom of the base it will touch."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.timezone import localdate

from aval.accounts.models import Organisation
from aval.campaigns.models import Campaign
from aval.campaigns.offers import aim_of
from aval.clearance.foreseeing import Foresight, foresee
from aval.law.parameters import all_parameters, eras
from aval.law.readings.page import shown
from aval.prospects.models import Provenance, Source
from aval.prospects.sources import FROM_SOMEBODY

PARIS = ZoneInfo("Europe/Paris")
LIVE = (Campaign.State.DRAFT, Campaign.State.RUNNING, Campaign.State.PAUSED)


@dataclass(frozen=True, slots=True)
class Announced:
    """A text announced. `on` is None when no day is known; `touched` is how many people, lists or campaigns it concerns."""

    on: date | None
    title: str
    do: str
    source: str
    mark: str
    touches: str
    touched: int


@dataclass(frozen=True, slots=True)
class Change:
    """One value of the law that changes: its name, before, after, its source."""

    name: str
    before: str
    after: str
    source: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which values change, and which."""

    on: date
    changes: tuple[Change, ...]


@cache
def _announced() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("aval.oversight").joinpath("signals/coming.toml").read_text(encoding="utf-8"))


def announced(organisation: Organisation, on: date, language: str = "fr") -> list[Announced]:
    """What is announced and not yet past, the nearest first, those without a day last."""
    found = []
    for row in _announced().values():
        if (day := row.get("on")) and day <= on:
            continue
        said = row["en" if language.startswith("en") else "fr"]
        count = touched(organisation, row["touches"])
        found.append(
            Announced(row.get("on"), said["title"], said["do"], row["source"], row["mark"], row["touches"], count)
        )
    return sorted(found, key=lambda one: one.on or date.max)


def touched(organisation: Organisation, what: str) -> int:
    """How many campaigns not finished, how many people of lists that rest on consent given to others; 1 for the house."""
    if what == "campaigns":
        return Campaign.objects.of(organisation).filter(state__in=LIVE).count()
    if what == "bought":
        lists = Source.objects.of(organisation).filter(basis=Source.Basis.CONSENT, kind__in=FROM_SOMEBODY)
        return Provenance.objects.of(organisation).filter(source__in=lists).values("person").distinct().count()
    return 1


def days_between(since: date, until: date, language: str = "fr") -> list[Day]:
    """The days after one and up to another on which values of the law change."""
    return [Day(day, tuple(_changes(day, language))) for day in eras() if since < day <= until]


def _changes(day: date, language: str) -> Iterator[Change]:
    for one in all_parameters().values():
        place = next((number for number, value in enumerate(one.values) if value.starts_on == day), None)
        if place is None:
            continue
        before = shown(one.values[place - 1].value, language) if place else "—"
        name = one.en if language.startswith("en") else one.fr
        yield Change(name, before, shown(one.values[place].value, language), one.source)


def whom(organisation: Organisation, day: date, at: datetime) -> list[tuple[str, Foresight]]:
    """For each campaign not finished: whom of its list that day's law answers differently (offer and list, counts)."""
    after = datetime.combine(day, time(12), PARIS)
    rows = Campaign.objects.of(organisation).filter(state__in=LIVE).select_related("offer", "source").order_by("pk")
    found = []
    for campaign in rows:
        seen = Foresight()
        aim = aim_of(campaign.offer, localdate(at))
        for _window in foresee(aim=aim, channel="email", source=campaign.source, before=at, after=after, into=seen):
            pass
        found.append((campaign.name, seen))
    return found
