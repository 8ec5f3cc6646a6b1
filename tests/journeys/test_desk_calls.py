"""Calling through the pages: a list, one call on one screen, an objection heard, a note read again."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from aval.accounts.models import Member
from aval.calls.models import Call, Callee, CallList
from aval.prospects.models import Objection
from tests.journeys.test_desk import signed_in
from tests.rooms.calls.test_calling import ALL, three  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db
ASKED = {"name": "Relance", "caller_number": "01 99 00 12 34", "pitch": "La paie, deux jours de moins."}


@pytest.fixture
def at_noon(monkeypatch):
    """The clock of the door: a Monday, noon in Paris."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 11, 23, 11, tzinfo=UTC))


@pytest.fixture
def seller(alix: Member, three, offer, source, at_noon) -> Client:  # noqa: F811
    client = signed_in(alix)
    answer = client.post(reverse("desk:call_list_new"), ASKED | {"offer": offer.code, "source": source.code})
    assert answer.status_code == 302, answer.context["form"].errors
    return client


def next_one(client: Client) -> tuple[str, Call]:
    answer = client.post(reverse("desk:call_next", args=[CallList.objects.get().code]))
    return answer["Location"], Call.objects.order_by("-id").first()


def test_the_number_is_shown_once_the_law_has_said_yes(seller: Client) -> None:
    page = seller.get(reverse("desk:call_list", args=["relance"])).content.decode()
    assert "3 personnes à appeler" in page
    assert "tel:+3319900" not in page
    where, call = next_one(seller)
    page = seller.get(where).content.decode()
    assert f"tel:{call.callee.contact_point.normal}" in page
    for line in ("C’est un appel commercial", "Votre numéro nous vient de", "Éditions Quai Sud"):
        assert line in page


def test_a_call_is_closed_with_what_was_said(seller: Client) -> None:
    where, _call = next_one(seller)
    answer = seller.post(where, {"outcome": "interested", "said": ["who"]})
    assert "Il manque à ce qui a été dit" in answer.content.decode()
    answer = seller.post(where, {"outcome": "interested", "said": ALL, "note": "Est en arrêt maladie"})
    assert "arrêt maladie" in answer.content.decode()
    assert Call.objects.get().closed_at is None
    answer = seller.post(where, {"outcome": "interested", "said": ALL, "note": "Budget voté en janvier."}, follow=True)
    assert "Son information ne part pas" in answer.content.decode()  # her source told her already
    assert Call.objects.get().outcome == "interested"


def test_a_no_is_written_while_she_is_on_the_line(seller: Client) -> None:
    where, call = next_one(seller)
    seller.post(reverse("desk:call_objection", args=[call.pk]))
    assert Objection.objects.filter(person=call.person_id, origin="phone").exists()
    assert seller.post(where, {"outcome": "objection", "said": [], "scope": "all"}).status_code == 302
    assert Callee.objects.filter(state="done").count() == 1


def test_what_is_ticked_is_kept_and_only_by_its_caller(seller: Client, bruno: Member) -> None:
    where, call = next_one(seller)
    draft = reverse("desk:call_draft", args=[call.pk])
    assert seller.post(draft, {"said": ["who"], "note": "À suivre"}).status_code == 204
    assert "À suivre" in seller.get(where).content.decode()
    other = signed_in(bruno)
    assert other.post(draft, {"said": ["who"]}).status_code == 404
    assert other.get(where).status_code == 302


def test_one_page_asks_as_much_for_three_calls_as_for_one(seller: Client, django_assert_max_num_queries) -> None:
    for _ in range(2):
        where, _call = next_one(seller)
        seller.post(where, {"outcome": "hung_up"})
    with django_assert_max_num_queries(14):
        seller.get(reverse("desk:call_list", args=["relance"]))
