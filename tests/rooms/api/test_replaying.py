"""A decision kept is fetched and decided again through the API, by those who may read."""

import pytest
from django.db import transaction

from aval.accounts.models import Brand, Member
from aval.campaigns.offers import aim_of
from aval.clearance.clearing import clear
from aval.clearance.models import Clearance
from aval.prospects.models import Person, Source
from tests.cast import NOON, TODAY, make_offer
from tests.rooms.api.conftest import code

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(dominique: Person, source: Source, brand: Brand) -> Clearance:
    aim, point = aim_of(make_offer(brand), TODAY), dominique.contact_points.get().pk
    with transaction.atomic():
        done = clear(
            [point], aim=aim, source=source.pk, channel="email", message_type="prospecting", message={}, at=NOON
        )
    return done[point]


def test_the_past_comes_out_the_same(key_of, kept: Clearance, administrator: Member) -> None:
    told = key_of(administrator).get(f"/decisions/{kept.pk}").json()
    assert (told["state"], told["reproduced"], told["attested"]) == ("same", True, True)
    assert told["kept"] == told["now"]
    assert told["kept"]["verdict"] == "allow"


def test_another_law_may_be_asked(key_of, kept: Clearance, administrator: Member) -> None:
    caller = key_of(administrator)
    assert caller.get(f"/decisions/{kept.pk}", law="2026-08-10").json()["under"] == "2026-08-10"
    assert code(caller.get(f"/decisions/{kept.pk}", law="1999-01-01")) == "before-the-law"


def test_a_key_that_only_decides_reads_no_decision(key_of, kept: Clearance, administrator: Member) -> None:
    assert key_of(administrator, "decide").get(f"/decisions/{kept.pk}").status_code == 403
