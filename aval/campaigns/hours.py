"""When a step may be given: worked days, hours where the person is, the house's own rests. French holidays are no worked days.

Pure: the instant is given. `clearance.local_time` knows the days and the zones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from aval.campaigns.models import Campaign
from aval.clearance.local_time import ZONES, kind_of_day

DAY = timedelta(days=1)
FARTHEST = 400  # days looked ahead: rests beyond a year are a mistake, and `sequencing` refuses them


@dataclass(frozen=True, slots=True)
class Window:
    """The hours [from_hour, to_hour) of worked days; without them any hour of any day. `rests`: [first day, day after the last)."""

    from_hour: int | None = None
    to_hour: int | None = None
    rests: tuple[tuple[date, date], ...] = ()

    @classmethod
    def of(cls, campaign: Campaign) -> Self:
        rests = tuple((date.fromisoformat(first), date.fromisoformat(after)) for first, after in campaign.rests)
        return cls(campaign.from_hour, campaign.to_hour, rests)

    @property
    def any_time(self) -> bool:
        """Whether it shuts nothing."""
        return self.from_hour is None and not self.rests

    def works(self, day: date) -> bool:
        """Whether anything may be given that day."""
        if any(first <= day < after for first, after in self.rests):
            return False
        return self.from_hour is None or kind_of_day(day) == "working"

    def is_open(self, at: datetime, country: str) -> bool:
        """Whether it is open at this instant, where that country's clocks are."""
        here = at.astimezone(zone_of(country))
        hours = self.from_hour is None or self.to_hour is None or self.from_hour <= here.hour < self.to_hour
        return hours and self.works(here.date())

    def next_open(self, at: datetime, country: str) -> datetime:
        """The first instant from `at` on at which it is open there."""
        here = at.astimezone(zone_of(country))
        for ahead in range(FARTHEST):
            day = here.date() + ahead * DAY
            start = datetime.combine(day, time(self.from_hour or 0), tzinfo=here.tzinfo)
            if self.works(day) and (ahead or self.to_hour is None or here.hour < self.to_hour):
                return max(here, start)
        return here + FARTHEST * DAY

    def after(self, over_at: datetime, worked_days: int, country: str) -> datetime:
        """That many worked days after, at the same hour where it is open. Rests and holidays do not count."""
        here = over_at.astimezone(zone_of(country))
        day, left = here.date(), worked_days
        for _ahead in range(FARTHEST):
            if not left:
                break
            day += DAY
            left -= kind_of_day(day) == "working" and self.works(day)
        return self.next_open(datetime.combine(day, here.time(), tzinfo=here.tzinfo), country)


def zone_of(country: str) -> ZoneInfo:
    """The clocks of a country we know the hour of, else those of Paris, as the law reads them."""
    return ZoneInfo(ZONES.get(country, ZONES["FR"]))


def shut_countries(window: Window, at: datetime) -> Sequence[str]:
    """The countries where it is shut at this instant; `FR` stands for every country not in the list of zones."""
    return [country for country in ZONES if not window.is_open(at, country)]
