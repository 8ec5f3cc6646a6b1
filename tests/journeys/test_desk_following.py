"""From interest to customer through the pages: a board, a list, a month, a meeting for both calendars, and what the law makes of it."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from django.test import Client
from django.urls import reverse

from aval.accounts.models import Member, Role
from aval.campaigns.meetings import Meeting, as_ics
from aval.campaigns.tasks import open_task
from aval.post.models import Single
from aval.post.writing import write_single
from aval.prospects.models import Export, Stage
from aval.prospects.stages import Code, move_to
from tests.cast import NOON, TODAY, make_person
from tests.journeys.test_desk import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


@pytest.fixture
def seller(alix: Member) -> Client:
    return signed_in(alix)


def test_won_with_what_changed_said_at_once(seller: Client, dominique, offer) -> None:
    page = seller.get(reverse("desk:relation", args=[dominique.pk])).content.decode()
    assert "pour la loi, c’est une prospecte" in page
    move = reverse("desk:relation_move", args=[dominique.pk])
    asked = {"code": "customer", "product": offer.category, "amount": "4800"}
    assert "Dites ce qu’elle a commandé ou signé" in seller.post(move, asked).content.decode()
    asked |= {"sale": "contract", "happened_on": TODAY.isoformat(), "refusal_offered": "yes", "reason": "le prix"}
    page = seller.post(move, asked, follow=True).content.decode()
    for said in ("produits analogues", "trois ans", "Un contrat est en cours", "4 800"):
        assert said in page.replace("\u202f", " "), said
    contract = dominique.relations.get()
    assert contract.refusal_offered is True
    answer = reverse("desk:relation_answer", args=[dominique.pk, contract.pk])
    page = seller.post(answer, {"ended_on": TODAY.isoformat()}, follow=True).content.decode()
    assert "la relation s’est arrêtée" in page
    page = seller.post(answer, {"mistake": "1"}, follow=True).content.decode()
    assert "pour la loi, c’est une prospecte" in page


def test_the_board_the_list_and_the_month(seller: Client, dominique, alix, bruno, source) -> None:
    move_to(dominique, Code.MEETING, at=NOON, by=alix, meeting_at=NOON + timedelta(days=2))
    other = make_person(source, first_name="Zoé", last_name="Autre", email="zoe.autre@ville.example")
    move_to(other, Code.NOT_NOW, at=NOON, by=bruno, reason="budget gelé")
    open_task(alix.organisation, kind="call", what="Rappeler pour le devis", due_on=TODAY, at=NOON, person=other)
    page = seller.get(reverse("desk:following")).content.decode()
    assert "Dominique" in page
    assert "budget gelé" in page
    mine = seller.get(reverse("desk:following"), {"who": "me"}).content.decode()
    assert "budget gelé" not in mine
    page = seller.get(reverse("desk:following_list"), {"stage": "not_now"}).content.decode()
    assert "Zoé" in page
    assert "Dominique Vasseur" not in page
    page = seller.get(reverse("desk:following_calendar")).content.decode()
    assert "Rappeler pour le devis" in page
    assert ".ics" in page
    for month in ("2026-12", "rien", "0001-01"):
        assert seller.get(reverse("desk:following_calendar"), {"month": month}).status_code == 200


def test_they_cost_the_same_whatever_is_there(seller: Client, alix, source, django_assert_max_num_queries) -> None:
    for number in range(9):
        person = make_person(source, first_name="Q", last_name=f"M{number}", email=f"q.m{number}@ville{number}.example")
        move_to(
            person, Code.MEETING if number % 2 else Code.TALKING, at=NOON, by=alix, meeting_at=NOON + timedelta(days=1)
        )
    for name, most in (("following", 26), ("following_list", 9), ("following_calendar", 9)):
        with django_assert_max_num_queries(most):
            assert seller.get(reverse(f"desk:{name}")).status_code == 200


def test_a_meeting_goes_to_both_calendars(seller: Client, dominique, alix) -> None:
    stage = move_to(dominique, Code.MEETING, at=NOON, by=alix, meeting_at=NOON + timedelta(days=2)).stage
    answer = seller.get(reverse("desk:meeting_file", args=[stage.pk]))
    assert answer["Content-Type"].startswith("text/calendar")
    assert "DTSTART:20261125T110000Z" in answer.content.decode()
    page = seller.post(reverse("desk:meeting_confirm", args=[stage.pk]), follow=True).content.decode()
    assert "La confirmation part" in page
    single = Single.objects.get()
    message = message_from_bytes(write_single(single, message_id="<a@b.example>", at=NOON), policy=policy.default)
    words, calendar = message.iter_parts()
    assert "25/11/2026 à 12:00" in words.get_content()
    assert calendar.get_content_type() == "text/calendar"
    assert calendar.get_content().replace("\r", "") == single.calendar.replace("\r", "")
    assert single.about == f"stage:{stage.pk}"


def test_a_calendar_file_hides_nothing_and_is_folded() -> None:
    meeting = Meeting(number="1@x.example", starts_at=datetime(2026, 11, 25, 11, tzinfo=UTC), about="Devis; prix, délai\nfin",
                      with_whom="É" * 60, organiser='A "B"\r\nX:1', organiser_email="a@x.example")  # fmt: skip
    text = as_ics(meeting, at=NOON)
    lines = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    whole = text.replace("\r\n ", "")
    assert "SUMMARY:Devis\\; prix\\, délai\\nfin — " + "É" * 60 in whole
    assert "\r\nX:1" not in whole


def test_what_leaves_is_written_down(dominique, administrator: Member, alix) -> None:
    move_to(dominique, Code.TALKING, at=NOON, by=alix)
    administrator.role = Role.MANAGER
    administrator.save()
    answer = signed_in(administrator).get(reverse("desk:following_export"))
    assert "talking" in b"".join(answer.streaming_content).decode()
    assert Export.objects.get().count == 1


def test_another_house_sees_none_of_it(dominique, alix, maison_sud) -> None:
    stage = move_to(dominique, Code.MEETING, at=NOON, by=alix, meeting_at=NOON + timedelta(days=2)).stage
    hers = maison_sud.members["chloe"]
    hers.role = Role.SELLER
    hers.save()
    chloe = signed_in(hers)
    assert chloe.get(reverse("desk:relation", args=[dominique.pk])).status_code == 404
    assert chloe.get(reverse("desk:meeting_file", args=[stage.pk])).status_code == 404
    assert chloe.post(reverse("desk:relation_move", args=[dominique.pk]), {"code": "talking"}).status_code == 404
    assert "Dominique" not in chloe.get(reverse("desk:following")).content.decode()
    assert Stage.objects.count() == 1
