"""A decision kept is opened from the person it is about, read, and taken again at the desk."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse

from aval.accounts.models import Brand, Member
from aval.campaigns.offers import aim_of
from aval.clearance.asked import keep_people, number_of
from aval.clearance.asking import ask
from aval.clearance.clearing import clear
from aval.clearance.gathering import Contact
from aval.clearance.models import Clearance
from aval.law.parameters import all_parameters
from aval.prospects.models import Person, Source
from tests.browsing import find_barriers, overflows
from tests.cast import NOON, TODAY, make_offer, make_person
from tests.journeys.test_desk import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse(source: Source) -> Person:
    return make_person(source, email="nurse@clinique.example", title="Cadre de santé", function="sante")


@pytest.fixture
def kept(nurse: Person, source: Source, brand: Brand) -> Clearance:
    aim, point = aim_of(make_offer(brand), TODAY), nurse.contact_points.get().pk
    with transaction.atomic():
        done = clear(
            [point], aim=aim, source=source.pk, channel="email", message_type="prospecting", message={}, at=NOON
        )
    return done[point]


def test_a_decision_is_opened_from_the_person_and_taken_again(kept: Clearance, nurse: Person, alix: Member) -> None:
    client = signed_in(alix)
    where = reverse("desk:decision", args=[kept.pk])
    assert where in client.get(reverse("desk:person", args=[nurse.pk])).content.decode()
    page = client.get(where).content.decode()
    assert "Ce contact a été refusé." in page
    assert "la même réponse" in page
    assert "La même loi, à la lettre." in page
    assert kept.law in page
    why = reverse("desk:why", args=["function-outside"])
    assert f"{why}?decision={kept.pk}" in page
    assert where in client.get(why, {"decision": kept.pk}).content.decode()
    assert "Sous la loi du" in client.get(where, {"law": "2026-08-10"}).content.decode()
    assert "commence plus tard" in client.get(where, {"law": "1999-01-01"}).content.decode()
    assert client.get(where, {"law": "hier"}).status_code == 200


def test_a_row_that_lies_is_said(kept: Clearance, ines: Member) -> None:
    Clearance.objects.filter(pk=kept.pk).update(verdict="allow")
    page = signed_in(ines).get(reverse("desk:decision", args=[kept.pk])).content.decode()
    assert "plus celle du registre" in page


def test_an_answer_to_a_program_is_opened_too(nurse: Person, brand: Brand, alix: Member) -> None:
    aim = aim_of(make_offer(brand), TODAY)
    contact = Contact(aim=aim, channel="email", message_type="prospecting", at=NOON, message={})
    values = ["nurse@clinique.example", "qui@ailleurs.example"]
    asking = keep_people(brand.organisation, ask(contact, values), token=None, at=NOON)
    client = signed_in(alix)
    where = reverse("desk:decision", args=[number_of(asking, 0)])
    assert where in client.get(reverse("desk:person", args=[nurse.pk])).content.decode()
    assert "Ce contact a été refusé." in client.get(where).content.decode()
    stranger = client.get(reverse("desk:decision", args=[number_of(asking, 1)])).content.decode()
    assert "pas dans la base" in stranger
    assert "la même réponse" in stranger


def test_another_house_finds_nothing(kept: Clearance, chloe: Member) -> None:
    Member.objects.filter(pk=chloe.pk).update(role="seller")  # whoever answers for a house signs in twice
    client = signed_in(Member.objects.get(pk=chloe.pk))
    assert client.get(reverse("desk:decision", args=[kept.pk])).status_code == 404
    assert client.get(reverse("desk:why", args=["objected"]), {"decision": kept.pk}).status_code == 200


def test_values_nobody_read_again_for_a_year_are_said_to_who_answers_for_them(ines: Member, alix: Member) -> None:
    calm = signed_in(ines).get(reverse("desk:policies")).content.decode()
    assert "depuis moins d’un an" in calm
    with time_machine.travel(datetime(2030, 1, 1, 12, tzinfo=UTC), tick=False):
        late = signed_in(ines).get(reverse("desk:policies")).content.decode()
        assert f"{len(all_parameters())} valeurs n’ont pas été comparées" in late
        assert "Les relire" in signed_in(ines).get(reverse("desk:home")).content.decode()
        assert "Les relire" not in signed_in(alix).get(reverse("desk:home")).content.decode()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "dark"), [("wide", False), ("narrow", True)])
def test_no_barrier_wide_or_narrow(
    open_page: Callable[..., Any], kept: Clearance, nurse: Person, alix: Member, width: str, dark: bool
) -> None:
    page = open_page(reverse("desk:decision", args=[kept.pk]), member=alix, width=width, dark=dark)
    assert (find_barriers(page), overflows(page)) == ([], False)
    page.get_by_text("tels qu’ils étaient").click()
    page.get_by_label("Sous la loi du").fill("2026-08-10")
    page.get_by_role("button", name="Décider à nouveau").click()
    assert "2026-08-10" in page.url
    for where in (reverse("desk:policies"), reverse("desk:person", args=[nurse.pk])):
        page.goto(where)
        assert (find_barriers(page), overflows(page)) == ([], False)
