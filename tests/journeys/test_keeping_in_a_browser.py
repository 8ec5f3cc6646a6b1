"""The pages of retention in a real browser: nothing bars the way, nothing overflows, wide, narrow, light, dark."""

import os
from datetime import date
from pathlib import Path

import pytest

from aval.accounts.models import Chore
from aval.rights.erasing import forget
from aval.rights.relaying import declare_recipient
from aval.rights.retention import purge
from tests.browsing import find_barriers, overflows
from tests.cast import NOON, TODAY, make_person, make_source

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def house(organisation, ines, dominique):
    old = make_source(organisation, collected_on=date(2019, 1, 1), notice_given_on=date(2019, 1, 1))
    make_person(old, first_name="Aline", last_name="Ancienne")
    purge(organisation, at=NOON, by=ines)
    make_person(old, first_name="Bérénice", last_name="Dépassée")
    make_person(
        make_source(
            organisation,
            code="frais",
            name="Salon Neuf, remis par Quai Sud",
            collected_on=date(2026, 11, 1),
            notice_given_on=None,
        )
    )
    make_person(
        make_source(
            organisation,
            code="tard",
            name="Fichier tardif, remis par Quai Sud",
            collected_on=date(2026, 9, 1),
            notice_given_on=None,
        )
    )
    declare_recipient(
        organisation, name="Routeur Sud", kind="processor", contact="dpo@routeur.example", since=TODAY, at=NOON, by=ines
    )
    forget(make_person(old, last_name="Oubliee"), at=NOON, by=ines)
    Chore.objects.create(
        organisation=organisation, name="purge", day=TODAY, worker="w", started_at=NOON, finished_at=NOON
    )
    Chore.objects.create(
        organisation=organisation,
        name="head",
        day=TODAY,
        worker="w",
        started_at=NOON,
        finished_at=NOON,
        error="KeyMissing: ledger",
    )
    return ["/conservation/", "/a-informer/", f"/personnes/{dominique.pk}/effacer/"]


@pytest.mark.parametrize(("width", "dark"), [("wide", False), ("narrow", True)])
def test_every_page_is_open_to_everybody(open_page, house, ines, width, dark):
    page = open_page(member=ines, width=width, dark=dark)
    for number, path in enumerate(house):
        page.goto(path)
        if kept := os.environ.get("AVAL_PICTURES"):
            page.screenshot(
                path=str(Path(kept) / f"keeping-{number}-{width}-{'dark' if dark else 'light'}.png"), full_page=True
            )
        assert find_barriers(page) == []
        assert not overflows(page)
