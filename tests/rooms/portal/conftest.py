"""A letter left for Dominique yesterday; its link, and the visit a link sent to her own address opens."""

from datetime import timedelta

import pytest
from django.utils import timezone

from aval.campaigns.models import Offer
from aval.clearance.models import Clearance
from aval.portal.tokens import visit_token
from aval.post.models import Attempt
from aval.prospects.links import link_token
from aval.prospects.models import Person, Source
from tests.cast import NOON, make_campaign


@pytest.fixture
def letter(dominique: Person, offer: Offer, source: Source) -> Attempt:
    """A letter that left for Dominique yesterday."""
    point = dominique.contact_points.get()
    clearance = Clearance.objects.create(
        organisation=dominique.organisation, person=dominique, contact_point=point, channel="email",
        message_type="prospecting", offer_code=offer.code, verdict="allow", basis="b2b-doctrine",
        findings=[], facts={}, law="0" * 64, decided_at=NOON, used_at=NOON,
    )  # fmt: skip
    return Attempt.objects.create(
        organisation=dominique.organisation, campaign=make_campaign(offer, source), person=dominique, contact_point=point,
        clearance=clearance, state=Attempt.State.SENT, handed_at=NOON - timedelta(days=1), message_id="<1@x.example>",
    )  # fmt: skip


@pytest.fixture
def link(letter: Attempt) -> str:
    return f"/d/{link_token(letter.organisation_id, letter.contact_point_id, letter.campaign_id)}"


@pytest.fixture
def visit(letter: Attempt) -> str:
    return f"/d/{visit_token(letter.organisation_id, letter.contact_point_id, at=timezone.now())}"
