"""What sending a campaign needs to know, read once a claim: the aim, the letters prepared, where they leave by."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from aval.campaigns.letters.composing import Letter, Prepared, compose, prepare
from aval.campaigns.letters.parties import Origin, Recipient, Sender
from aval.campaigns.models import Assessment, Campaign, Offer
from aval.clearance.aims import Aim
from aval.clearance.models import Clearance
from aval.post.servers import Way, way_of


class NoLetter(Exception):
    """The campaign has no letter to send."""


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

    def compose(self, recipient: Recipient, clearance: Clearance, message_id: str, at: datetime) -> Letter:
        """The letter in her language, else in the one the campaign has."""
        prepared = self.letters.get(recipient.language) or next(iter(self.letters.values()))
        return compose(prepared, recipient, clearance, message_id=message_id, at=at)


def plan_of(campaign: Campaign, at: datetime) -> Plan:
    """The campaign as it stands now. Raises what preparing a letter raises (`BadWords`, `IncompleteSender`), `NoLetter`."""
    offer = campaign.offer
    sender, origin = Sender.of(offer.brand), Origin.of(campaign.source)
    letters = {
        template.language: prepare(
            subject=template.subject,
            body=template.body,
            language=template.language,
            sender=sender,
            origin=origin,
            reason=offer.reason,
            offer_code=offer.code,
            campaign=campaign.pk,
            url=settings.AVAL_URL,
        )
        for template in campaign.letters.order_by("-language")
    }
    if not letters:
        raise NoLetter(campaign.code)
    return Plan(campaign, aim_of(offer, at.date()), letters, {}, way_of(offer.brand))


def aim_of(offer: Offer, on: date) -> Aim:
    """The offer as the law is asked about it, with its assessment when the last one is favourable."""
    last = offer.assessments.filter(signed_on__lte=on).order_by("signed_on", "pk").last()
    favourable = last if last and last.outcome == Assessment.Outcome.FAVOURABLE else None
    return Aim(
        organisation=offer.organisation_id,
        offer_code=offer.code,
        brand=offer.brand_id,
        functions=tuple(offer.functions),
        sectors=tuple(offer.sectors),
        reason=offer.reason,
        category=offer.category,
        private_life=offer.private_life,
        assessed_on=favourable.signed_on if favourable else None,
        assessment_review_on=favourable.review_on if favourable else None,
    )
