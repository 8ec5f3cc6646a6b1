"""What sending a campaign needs to know, read once a claim: the aim, the letters prepared, where they leave by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from aval.accounts.models import Brand
from aval.campaigns.checking import check_letter, letter_facts
from aval.campaigns.hours import Window, shut_countries
from aval.campaigns.letters.composing import Letter, Prepared, compose
from aval.campaigns.letters.parties import Recipient
from aval.campaigns.letters.surroundings import LANGUAGES
from aval.campaigns.models import Campaign
from aval.campaigns.offers import aim_of
from aval.campaigns.running import Words, prepared_letters
from aval.clearance.aims import Aim
from aval.clearance.models import Clearance
from aval.post.domains import what_bars
from aval.post.exits import exit_answers
from aval.post.servers import Way, ways_of


class NoLetter(Exception):
    """The campaign has no letter to send."""


class CannotLeave(Exception):
    """Nothing of the campaign may leave as it stands, for everybody alike; the text says what to mend."""


@lru_cache(maxsize=256)
def read_letter(prepared: Prepared, on: date) -> tuple[tuple[str, ...], Mapping[str, bool]]:
    """What the lint holds against a letter, in sentences, and what the law is told of it."""
    at = datetime.combine(on, time(12), tzinfo=UTC)
    report = check_letter(prepared, at)
    faults = tuple(finding.text for finding in report.findings if finding.severity == "error")
    return faults, letter_facts(prepared, at)


@dataclass(frozen=True, slots=True)
class Plan:
    """One campaign, ready to be claimed from."""

    campaign: Campaign
    aim: Aim
    letters: Mapping[Words, Prepared]
    message: Mapping[str, object]
    ways: tuple[Way, ...]
    window: Window
    steps: bool

    @property
    def languages(self) -> tuple[str, ...]:
        """Those every letter is written in."""
        spoken = {key[:2]: set[str]() for key in self.letters}
        for place, version, language in self.letters:
            spoken[place, version].add(language)
        return tuple(language for language in LANGUAGES if all(language in written for written in spoken.values()))

    def shut(self, at: datetime) -> Sequence[str]:
        """The countries where nothing leaves at this instant; `FR` stands for all those whose hour we do not know."""
        return () if self.window.any_time else shut_countries(self.window, at)

    def letter_for(self, recipient: Recipient, place: int = 1, version: str = "a") -> Prepared:
        """The letter in her language: the law lets nobody be written to in another (SAN-2024-020 Kaspr)."""
        return self.letters[place, version, recipient.language]

    def compose(
        self, prepared: Prepared, recipient: Recipient, clearance: Clearance, message_id: str, at: datetime
    ) -> Letter:
        """Her letter, whole; measured only where she agreed to it, as the decision was told (T12)."""
        followed = clearance.facts.get("tracking_pixel") is True and clearance.facts.get("tracking_consent") is True
        return compose(prepared, recipient, clearance, message_id=message_id, at=at, followed=followed)


def plan_of(campaign: Campaign, at: datetime) -> Plan:
    """The campaign as it stands now.

    Raises what preparing a letter raises (`BadWords`, `IncompleteSender`), `NoLetter`, `CannotLeave`.
    """
    if campaign.source.suspended_at:
        raise CannotLeave(_("La source est suspendue : {why}").format(why=campaign.source.suspended_why or "—"))
    letters = prepared_letters(campaign, localdate(at))
    if not letters and not campaign.steps.exists():
        raise NoLetter(campaign.code)
    ways = ways_of(campaign.offer.brand, localdate(at))
    message = message_of(letters.values(), campaign.offer.brand, ways, at)
    aim, steps = aim_of(campaign.offer, localdate(at)), campaign.steps.exists()
    return Plan(campaign, aim, letters, message, ways, Window.of(campaign), steps)


def message_of(letters: Iterable[Prepared], brand: Brand, ways: Sequence[Way], at: datetime) -> dict[str, bool]:
    """The message facts that hold for every letter of the campaign; a fact one of them leaves open stays unknown."""
    read = [read_letter(prepared, localdate(at)) for prepared in letters]
    if not read:
        return {}  # every step is a human's
    if faults := [fault for found, _facts in read for fault in found]:
        raise CannotLeave(" ".join(dict.fromkeys(faults)))
    local = all(way.local for way in ways)
    if not local and (missing := what_bars(brand, at)):
        raise CannotLeave(missing)
    if not exit_answers(local=local):
        raise CannotLeave(_("La page où l’on s’oppose ne répond pas : rien ne part tant qu’elle est muette."))
    told = [facts for _faults, facts in read]
    common = set.intersection(*(set(facts) for facts in told))
    return {name: all(facts[name] for facts in told) for name in common} | {
        "dns_authenticated": True,
        "optout_works": True,
    }
