"""Dominique opens the link of a letter: what she sees, what one button does, what nothing else can do."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from aval.accounts.models import Member
from aval.campaigns.models import Offer
from aval.clearance.models import Clearance
from aval.post.models import Attempt
from aval.prospects.links import link_token
from aval.prospects.models import ContactPoint, Objection, Person, Source
from tests.cast import NOON, make_campaign, make_person

pytestmark = pytest.mark.django_db


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


def test_she_reads_who_what_from_where_and_why(client: Client, link: str, letter: Attempt) -> None:
    page = client.get(link).content.decode()
    for said in (
        "Atelier Nord",
        "000000018",
        "dominique.vasseur@kermeur.example",
        "Directrice financière",
        "Salon Finance 2026, remis par Éditions Quai Sud",
        letter.campaign.offer.name,
        "Ne plus rien recevoir de vous",
        "3 novembre 2029",
    ):
        assert said in page


def test_she_may_read_it_in_english(client: Client, link: str) -> None:
    assert 'lang="en"' in client.get(f"{link}?lang=en").content.decode()


def test_looking_changes_nothing(client: Client, link: str) -> None:
    """T3: a scanner opens everything it finds."""
    for path in (
        link,
        f"{link}/stop",
        f"{link}/recu",
        f"{link}/information",
        f"{link}?scope=all&List-Unsubscribe=One-Click",
    ):
        client.get(path)
        client.head(path)
    assert not Objection.objects.exists()


def test_one_button_stops_everything_at_once(link: str, dominique: Person) -> None:
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post(f"{link}/stop", {"scope": "all"}, follow=True)
    assert "plus rien de nous" in answer.content.decode()
    assert {entry.channel for entry in Objection.objects.of(dominique.organisation)} == {""}
    assert {entry.origin for entry in Objection.objects.of(dominique.organisation)} == {"link"}


def test_a_mail_program_does_it_without_cookie_nor_redirection(link: str, dominique: Person) -> None:
    answer = Client(enforce_csrf_checks=True).post(
        f"{link}/stop", "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 200
    assert not answer.cookies
    entries = Objection.objects.of(dominique.organisation)
    assert {(entry.channel, entry.origin) for entry in entries} == {("email", "one_click")}


def test_the_receipt_promises_no_more_than_she_stopped(client: Client, link: str) -> None:
    page = client.post(f"{link}/stop", {"scope": "email"}, follow=True).content.decode()
    assert "plus de courriel commercial" in page
    assert "plus rien de nous" not in page


def test_saying_it_twice_is_saying_it(client: Client, link: str, dominique: Person) -> None:
    client.post(f"{link}/stop")
    once = Objection.objects.count()
    client.post(f"{link}/stop")
    assert Objection.objects.count() == once


def test_the_receipt_is_hers_and_can_be_taken_away(client: Client, link: str, dominique: Person, chloe: Member) -> None:
    client.post(f"{link}/stop")
    number = Objection.objects.of(dominique.organisation).first().evidence
    proof = json.loads(client.get(f"{link}/recu/{number}.json").content)
    assert "objection:recorded" in json.dumps(proof)
    assert client.get(f"{link}/recu/{number + 1000}.json").status_code == 404


def test_no_other_link_opens_or_changes_anything(client: Client, link: str, dominique: Person, chloe: Member) -> None:
    """Forged, cut, swapped: the same answer, and nothing written."""
    token = link.removeprefix("/d/")
    turned = token[:-1] + ("A" if token[-1] != "A" else "B")
    before = Objection.objects.count()
    answers = [client.post(f"/d/{wrong}/stop") for wrong in (turned, token[:-1], token[::-1], "x", "")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert Objection.objects.count() == before


def test_a_token_of_another_house_never_shows_this_one(
    client: Client, link: str, chloe: Member, dominique: Person
) -> None:
    hers = link_token(chloe.organisation_id, dominique.contact_points.get().pk, 0)
    page = client.get(f"/d/{hers}").content.decode()
    assert "dominique" not in page.lower()


def test_after_erasure_the_link_says_that_nothing_is_held(client: Client, link: str, dominique: Person) -> None:
    ContactPoint.objects.filter(person=dominique).delete()
    page = client.get(link).content.decode()
    assert "plus rien sur vous" in page
    assert "kermeur" not in page


def test_the_whole_notice_is_one_click_away(client: Client, link: str) -> None:
    page = client.get(f"{link}/information").content.decode()
    assert "CNIL" in page
    assert "Éditions Quai Sud" in page


def test_the_page_costs_a_fixed_number_of_queries(
    client: Client, link: str, source: Source, django_assert_max_num_queries: object
) -> None:
    make_person(source)
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        client.get(link)


def test_pages_are_not_kept_by_anybody(client: Client, link: str) -> None:
    answer = client.get(link)
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer.content.decode()
