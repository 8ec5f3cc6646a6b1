"""Steps, results and tasks: open to everybody, wide and light, narrow and dark."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from aval.campaigns.sequencing import Hours, Wanted, describe_steps
from aval.campaigns.tasks import open_task
from tests.browsing import find_barriers, overflows
from tests.cast import NOON, TODAY, make_campaign, make_person
from tests.rooms.post.returns.conftest import make_sent

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
PATHS = (
    "/taches/",
    "/campagnes/rentree/",
    "/campagnes/rentree/etapes/",
    "/campagnes/rentree/resultats/",
    "/resultats/",
)
STEPS = (Wanted(kind="email"), Wanted(kind="call", wait_days=5, what="Appeler"), Wanted(kind="email", wait_days=6))


@pytest.fixture
def house(offer, source, dominique, alix, organisation):
    campaign = make_campaign(offer, source, code="rentree")
    describe_steps(campaign, STEPS, hours=Hours(from_hour=9, to_hour=18), by=alix, at=NOON)
    make_sent(campaign, dominique, "<letter@atelier-nord.example>")
    for number in range(6):
        her = make_person(source, email=f"p{number}@grand.example", company=f"Grand {number}")
        make_sent(campaign, her, f"<{number}@atelier-nord.example>")
    told = {"owner": alix, "campaign": campaign, "at": NOON}
    open_task(
        organisation,
        kind="call",
        what="Rappeler pour la paie",
        due_on=TODAY - timedelta(days=3),
        person=dominique,
        **told,
    )
    open_task(organisation, kind="letter", what="Envoyer la plaquette", due_on=TODAY + timedelta(days=3), **told)


@pytest.mark.parametrize(("width", "dark"), [("wide", False), ("narrow", True)])
def test_every_page_is_open_to_everybody(open_page, house, alix, width, dark):
    page = open_page(member=alix, width=width, dark=dark)
    for number, path in enumerate(PATHS):
        page.goto(path)
        if kept := os.environ.get("AVAL_PICTURES"):
            page.screenshot(path=str(Path(kept) / f"sequences-{number}-{width}.png"), full_page=True)
        assert find_barriers(page) == [], path
        assert not overflows(page), path
