"""Dominique opens the link of a letter: what she sees, what one button does, what nothing else can do."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from aval import evidence
from aval.accounts.models import Brand, Member
from aval.accounts.setup import declare_brand
from aval.evidence.models import Entry
from aval.portal.answering import answer_asks
from aval.portal.tokens import visit_token
from aval.post.models import Attempt, Single
from aval.prospects.links import link_token, seal
from aval.prospects.models import ContactPoint, Objection, Person, Source
from aval.rights.erasing import forget
from tests.cast import NOON, House, make_person

pytestmark = pytest.mark.django_db


def test_she_reads_who_what_from_where_and_why(client: Client, link: str, letter: Attempt) -> None:
    page = client.get(link).content.decode()
    for said in (
        "Atelier Nord",
        "000000018",
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
    answer = stranger.post(f"{link}/stop", {"what": "all"}, follow=True)
    assert "par aucun moyen" in answer.content.decode()
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
    page = client.post(f"{link}/stop", {"what": "email"}, follow=True).content.decode()
    assert "plus de courriel commercial" in page
    assert "par aucun moyen" not in page


def test_saying_it_twice_is_saying_it(client: Client, link: str, dominique: Person) -> None:
    client.post(f"{link}/stop")
    once = Objection.objects.count()
    client.post(f"{link}/stop")
    assert Objection.objects.count() == once


def test_the_receipt_has_an_address_of_its_own_and_can_be_taken_away(client: Client, link: str) -> None:
    address = client.post(f"{link}/stop")["Location"]
    assert "par aucun moyen" in client.get(address).content.decode()
    proof = client.get(f"{address}.json").json()
    assert "objection:recorded" in json.dumps(proof)
    assert evidence.check_receipt(proof) == "ok"


def test_the_receipt_outlives_her_erasure(client: Client, link: str, dominique: Person) -> None:
    address = client.post(f"{link}/stop")["Location"]
    forget(dominique, at=NOON)
    assert "par aucun moyen" in client.get(address).content.decode()
    assert evidence.check_receipt(client.get(f"{address}.json").json()) == "ok"


def test_a_letter_passed_on_says_no_more_than_it_did(client: Client, link: str, visit: str, letter: Attempt) -> None:
    """The link of a letter may be in anybody's hands: names, addresses and numbers show in a visit of hers alone."""
    add_number(letter.person)
    hers = ("dominique.vasseur@", "Vasseur", "+33199001244")
    passed_on, whole = (client.get(address).content.decode() for address in (link, visit))
    assert [said for said in hers if said in passed_on] == []
    assert [said for said in hers if said not in whole] == []


def add_number(person: Person) -> None:
    ContactPoint.objects.create(
        organisation=person.organisation, person=person, medium="phone", value="+33199001244", normal="+33199001244",
        fingerprint="0" * 32,
    )  # fmt: skip


def wrong_tokens(link: str, letter: Attempt) -> dict[str, str]:
    """Every way in which a token is not one that opens her page."""
    token, organisation, point = link.removeprefix("/d/"), letter.organisation_id, letter.contact_point_id
    return {
        "forged": token[:-1] + ("A" if token[-1] != "A" else "B"),
        "cut": token[:-1],
        "turned": token[::-1],
        "mixed": token[:24] + link_token(organisation, point + 1)[24:],
        "expired": visit_token(organisation, point, at=timezone.now() - timedelta(minutes=31)),
        "swapped": seal("receipt", organisation, point, letter.campaign_id),
        "of an organisation that is not": link_token(10**6, point),
        "nothing": "",
    }


def test_no_other_link_opens_or_changes_anything(client: Client, link: str, letter: Attempt) -> None:
    """Forged, cut, expired, swapped: the same answer, and nothing written."""
    before = Objection.objects.count(), Entry.objects.count()
    wrong = wrong_tokens(link, letter)
    answers = [client.post(f"/d/{token}/stop", {"what": "all"}) for token in wrong.values()]
    answers += [client.get(f"/d/{token}{page}") for token in wrong.values() for page in ("", "/information")]
    receipts = {**wrong, "swapped": link.removeprefix("/d/")}.values()
    answers += [client.get(f"/d/recu/{token}{end}") for token in receipts for end in ("", ".json")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert (Objection.objects.count(), Entry.objects.count()) == before


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
    with django_assert_max_num_queries(17):  # type: ignore[operator]
        client.get(link)


def test_pages_are_not_kept_by_anybody(client: Client, link: str) -> None:
    answer = client.get(link)
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer.content.decode()


def test_nothing_of_hers_leaves_with_her(client: Client, link: str, visit: str) -> None:
    """No cookie, no script, no third party, no address told to the next site, and nothing kept by the way."""
    receipt = client.post(f"{link}/stop")["Location"]
    for address in (link, visit, f"{link}/information", receipt, "/d/", "/d/essai"):
        answer = client.get(address)
        assert not answer.cookies
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
        assert "no-store" in answer["Cache-Control"]
        assert "script-src" not in answer["Content-Security-Policy"]
        assert answer["Content-Security-Policy"].startswith("default-src 'none'")
        assert "<script" not in answer.content.decode()
    assert "sessionid" not in client.cookies


def test_the_language_she_chose_follows_her(client: Client, link: str) -> None:
    page = client.get(f"{link}?lang=en").content.decode()
    assert f'href="{link}/information?lang=en"' in page
    done = client.post(f"{link}/stop?lang=en", {"what": "all"})
    assert "It is done" in client.get(done["Location"]).content.decode()


def test_who_is_written_to_in_english_is_answered_in_english(client: Client, link: str, dominique: Person) -> None:
    """Her language is known: no page nor receipt of hers falls back to French."""
    Person.objects.filter(pk=dominique.pk).update(language="en")
    for page in (
        link,
        client.post(f"{link}/stop", {"what": "all"})["Location"],
        client.post(f"{link}/lien")["Location"],
    ):
        assert 'lang="en"' in client.get(page).content.decode()
    answer_asks(timezone.now())
    assert "This link shows everything" in Single.objects.get().text
    assert "?lang=en" in Single.objects.get().text


@pytest.mark.parametrize(
    ("asked", "channels"),
    [
        ({"what": "all"}, {""}),
        ({}, {""}),
        ({"what": "?"}, {""}),
        ({"what": "email"}, {"email"}),
        ({"what": "calls"}, {"voice_human", "voice_automated"}),
        ({"what": "sms"}, {"sms"}),
        ({"what": "post"}, {"post"}),
    ],
)
def test_what_she_says_is_what_stops(client: Client, link: str, asked: dict[str, str], channels: set[str]) -> None:
    """And when what she says is not clear, everything does."""
    client.post(f"{link}/stop", asked)
    assert set(Objection.objects.values_list("channel", flat=True)) == channels


def test_this_address_alone(client: Client, link: str) -> None:
    client.post(f"{link}/stop", {"what": "email", "whose": "address"})
    assert list(Objection.objects.values_list("kind", flat=True)) == ["email"]


def test_one_brand_alone_and_not_another_house_s(client: Client, link: str, atelier_nord: House, chloe: Member) -> None:
    second = declare_brand(atelier_nord.organisation, name="Paie claire", sender_email="p@paie.example", at=NOON)
    assert "de la marque Atelier Nord" in client.get(link).content.decode()
    answer = client.post(f"{link}/stop", {"brand": str(second.pk)}, follow=True)
    assert "la marque Paie claire" in answer.content.decode()
    assert set(Objection.objects.of(atelier_nord.organisation).values_list("brand", flat=True)) == {second.pk}
    theirs = chloe.organisation.pk
    client.post(f"{link}/stop", {"brand": str(Brand.objects.of(theirs).get().pk)})
    assert Objection.objects.of(atelier_nord.organisation).filter(brand__isnull=True, channel="").exists()


def test_a_page_left_open_all_day_still_stops(client: Client, visit: str, link: str) -> None:
    page = client.get(visit).content.decode()
    token = visit.removeprefix("/d/")
    assert f"{token}/stop" not in page
    assert "/stop" in page
