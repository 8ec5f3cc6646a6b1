"""What sending a campaign needs to know, read once a claim: the aim, the letters prepared, where they leave by."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache

from aval.campaigns.letters.composing import Letter, Prepared, compose, specimen
from aval.campaigns.letters.parties import Recipient
from aval.campaigns.lint import Context, lint_message
from aval.campaigns.models import Campaign
from aval.campaigns.offers import aim_of
from aval.campaigns.running import prepared_letters
from aval.clearance.aims import Aim
from aval.clearance.models import Clearance
from aval.post.servers import Way, way_of


class NoLetter(Exception):
    """The campaign has no letter to send."""


class LetterRefused(Exception):
    """The lint finds a fault in the letter, in sentences: nothing of the campaign leaves."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__(" ".join(faults))


@lru_cache(maxsize=256)
def read_faults(prepared: Prepared, on: date) -> tuple[str, ...]:
    """What the lint holds against a letter, read as a stranger would receive it."""
    raw = specimen(prepared, datetime.combine(on, time(12), tzinfo=UTC))
    report = lint_message(raw, Context(message_type="first_contact"))
    return tuple(finding.text for finding in report.findings if finding.severity == "error")


@dataclass(frozen=True, slots=True)
class Plan:
    """One campaign, ready to be claimed from."""

    campaign: Campaign
    aim: Aim
    letters: Mapping[str, Prepared]
    message: Mapping[str, object]
    way: Way

    def message_id(self, attempt: int) -> str:
        """A new Message-ID, at the sender's domain; an attempt keeps its own for life."""
        return f"<{attempt}.{secrets.token_hex(8)}@{self.way.ehlo}>"

    def letter_for(self, recipient: Recipient) -> Prepared:
        """The letter in her language, else in the one the campaign has."""
        return self.letters.get(recipient.language) or next(iter(self.letters.values()))

    def compose(self, recipient: Recipient, clearance: Clearance, message_id: str, at: datetime) -> Letter:
        """Her letter, whole."""
        return compose(self.letter_for(recipient), recipient, clearance, message_id=message_id, at=at)


def plan_of(campaign: Campaign, at: datetime) -> Plan:
    """The campaign as it stands now. Raises what preparing a letter raises (`BadWords`, `IncompleteSender`), `NoLetter`."""
    letters = prepared_letters(campaign)
    if not letters:
        raise NoLetter(campaign.code)
    for prepared in letters.values():
        if faults := read_faults(prepared, at.date()):
            raise LetterRefused(faults)
    return Plan(campaign, aim_of(campaign.offer, at.date()), letters, {}, way_of(campaign.offer.brand))
