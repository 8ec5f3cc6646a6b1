"""The law is asked about the very message: what the lint read of a letter is what the law decides on."""

import pytest
from django.db import transaction

from aval.campaigns.checking import letter_facts
from aval.campaigns.models import Offer
from aval.campaigns.offers import aim_of
from aval.campaigns.running import prepare_letter
from aval.clearance.clearing import clear
from aval.clearance.models import Clearance
from aval.prospects.models import Person, Source
from tests.cast import NOON, TODAY, make_campaign

pytestmark = pytest.mark.django_db
SENDER_SAYS = {"optout_works": True, "dns_authenticated": True}


def decision(offer: Offer, source: Source, person: Person, **denied: bool) -> Clearance:
    campaign = make_campaign(offer, source)
    letter = campaign.letters.get()
    prepared = prepare_letter(campaign, language="fr", subject=letter.subject, body=letter.body, on=TODAY)
    message = letter_facts(prepared, NOON) | SENDER_SAYS | denied
    point = person.contact_points.get().pk
    with transaction.atomic():
        return clear(
            [point], aim=aim_of(offer, TODAY), source=source.pk, channel="email", message_type="prospecting",
            message=message, at=NOON,
        )[point]  # fmt: skip


def test_our_letter_may_leave(offer: Offer, source: Source, dominique: Person) -> None:
    kept = decision(offer, source, dominique)
    assert (kept.verdict, [one["code"] for one in kept.findings if one["outcome"] != "allowed"]) == ("allow", [])


@pytest.mark.parametrize(
    "fact", ["says_identity", "optout_link", "optout_works", "says_why_you", "separate_objection", "honest_subject"]
)
def test_a_letter_that_lacks_a_part_may_not(offer: Offer, source: Source, dominique: Person, fact: str) -> None:
    assert decision(offer, source, dominique, **{fact: False}).verdict == "refuse"
