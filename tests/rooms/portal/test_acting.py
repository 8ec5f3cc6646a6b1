"""Dominique asks from her page: what any link may do, what needs her own mailbox, and what each act leaves her."""

from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from aval import evidence
from aval.portal.answering import answer_asks
from aval.portal.tokens import visit_token
from aval.post.models import Single
from aval.prospects.models import Objection, Person, Source
from aval.rights.answering import record_sent, write_answer
from aval.rights.models import Answer, Case, Telling
from aval.rights.relaying import declare_recipient
from tests.cast import NOON, TODAY

pytestmark = pytest.mark.django_db


def ask_for(client: Client, page: str, right: str, said: str = "") -> str:
    """What the receipt says of it."""
    return client.post(f"{page}/demande", {"right": right, "said": said}, follow=True).content.decode()


@pytest.mark.parametrize(
    ("right", "case", "told"),
    [
        ("correct", "rectification", "demande de correction est enregistrée"),
        ("complain", "complaint", "réclamation est enregistrée"),
        ("company", "objection", "pour votre société est enregistrée"),
        ("copy", "access", "demande de copie est enregistrée"),
        ("erase", "erasure", "demande d’effacement est enregistrée"),
    ],
)
def test_any_link_opens_a_case_whose_month_runs(
    client: Client, link: str, dominique: Person, ines: object, right: str, case: str, told: str
) -> None:
    page = ask_for(client, link, right, "Mon titre est faux.")
    opened = Case.objects.get()
    assert (opened.right, opened.door, opened.person, opened.contact) == (
        case, "page", dominique, "dominique.vasseur@kermeur.example",
    )  # fmt: skip
    assert "Mon titre est faux." in opened.said
    assert told in page
    assert "au plus tard le" in page
    assert opened.owner == ines


def test_her_company_is_stopped_by_a_person_alone(client: Client, link: str) -> None:
    ask_for(client, link, "company", "Je suis la gérante.")
    assert not Objection.objects.exists()
    assert "kermeur.example" in Case.objects.get().said


def test_restriction_holds_at_once(client: Client, link: str, dominique: Person) -> None:
    page = ask_for(client, link, "restrict")
    dominique.refresh_from_db()
    assert dominique.restricted_at is not None
    assert "sans nous en servir" in page
    assert Case.objects.get().answer.way == Answer.Way.PAGE
    assert "est limité depuis le" in client.get(link).content.decode()


@pytest.mark.parametrize("right", ["copy", "erase"])
def test_a_letter_passed_on_shows_and_erases_nothing(client: Client, link: str, dominique: Person, right: str) -> None:
    page = ask_for(client, link, right)
    assert "asseur" not in page
    assert Person.objects.filter(pk=dominique.pk).exists()
    answer_asks(timezone.now())
    assert [single.address for single in Single.objects.all()] == ["dominique.vasseur@kermeur.example"]


def test_a_visit_erases_at_once_and_leaves_a_receipt(client: Client, visit: str, link: str, dominique: Person) -> None:
    answer = client.post(f"{visit}/demande", {"right": "erase"})
    assert not Person.objects.filter(pk=dominique.pk).exists()
    case = Case.objects.get()
    assert (case.answer.way, case.contact, case.person) == ("page", "", None)
    assert "Vos données sont effacées." in client.get(answer["Location"]).content.decode()
    assert evidence.check_receipt(client.get(f"{answer['Location']}.json").json()) == "ok"
    for gone in (visit, link):
        assert "plus rien sur vous" in client.get(gone).content.decode()


def test_asking_the_same_again_is_one_case(client: Client, link: str) -> None:
    for _again in range(3):
        ask_for(client, link, "correct", "Mon titre est faux.")
    assert Case.objects.count() == 1


def test_looking_asks_for_nothing(client: Client, link: str, visit: str) -> None:
    for page in (link, visit):
        client.get(f"{page}/demande", {"right": "erase"})
        client.head(f"{page}/demande")
        client.post(f"{page}/demande", {"right": "tout"})
    assert not Case.objects.exists()


def test_the_receipt_of_a_case_follows_it(client: Client, link: str, dominique: Person) -> None:
    """What a person answers by mail stays in the mail: the receipt says when, and no more."""
    receipt = client.post(f"{link}/demande", {"right": "correct", "said": "x"})["Location"]
    answer_by_mail(Case.objects.get(), timezone.now())
    page = client.get(receipt).content.decode()
    assert "Répondu le" in page
    assert "Chère Dominique" not in page


def answer_by_mail(case: Case, at: datetime) -> None:
    answer = write_answer(case, "done", subject="Fait", text="Chère Dominique, c’est corrigé.", language="fr", at=at)
    record_sent(answer, way="email", proof="<1@atelier-nord.example>", at=at)


def test_an_objection_stands_though_she_erases_after(client: Client, link: str, visit: str) -> None:
    client.post(f"{link}/stop")
    ask_for(client, visit, "erase")
    assert {entry.origin for entry in Objection.objects.all()} >= {"link"}


def test_a_visit_hands_the_copy_over_in_every_form(client: Client, visit: str, dominique: Person) -> None:
    ready = client.post(f"{visit}/demande", {"right": "copy"}, follow=True).content.decode()
    assert "Votre copie est prête" in ready
    case = Case.objects.get()
    assert (case.right, case.answer.way) == ("access", "page")
    html = client.get(f"{visit}/copie.html")
    assert "dominique.vasseur@kermeur.example" in html.content.decode()
    assert "sha256-" in html["Content-Security-Policy"]
    assert "prospects.person" in client.get(f"{visit}/copie.json").json()["parts"]
    assert client.get(f"{visit}/copie.zip").content[:2] == b"PK"


@pytest.mark.parametrize("form", ["", ".html", ".json", ".zip"])
def test_the_link_of_a_letter_hands_nothing_over(client: Client, link: str, form: str) -> None:
    assert client.get(f"{link}/copie{form}")["Location"] == link


def test_a_source_that_names_nobody_waits_for_a_person(client: Client, visit: str, source: Source) -> None:
    """SAN-2022-021: « un organisme spécialisé » is not a source."""
    Source.objects.filter(pk=source.pk).update(name="Un partenaire", holder="")
    ready = client.post(f"{visit}/demande", {"right": "copy"}, follow=True).content.decode()
    assert "Une personne complète" in ready
    assert Case.objects.get().answer is None
    assert client.get(f"{visit}/copie.json").status_code == 302


def test_a_visit_unfolds_everything_and_a_letter_nothing(client: Client, visit: str, link: str) -> None:
    assert "sans rien omettre" in client.get(visit).content.decode()
    assert "sans rien omettre" not in client.get(link).content.decode()


def test_what_she_asked_is_told_with_its_day(client: Client, link: str) -> None:
    ask_for(client, link, "correct", "Mon titre est faux.")
    page = client.get(link).content.decode()
    assert "Votre demande" in page
    assert "Réponse au plus tard le" in page
    assert "Mon titre est faux" not in page


def visit_of(client: Client, dominique: Person) -> str:
    """A visit of hers, by the link sent to her address."""
    point = dominique.contact_points.get(medium="email")
    return f"/d/{visit_token(dominique.organisation_id, point.pk, at=timezone.now())}"


def test_in_a_visit_a_correction_is_made_at_once_and_recipients_are_to_be_told(
    client: Client, dominique: Person, ines: object
) -> None:
    declare_recipient(
        dominique.organisation,
        at=NOON,
        by=None,
        name="Routeur Sud",
        kind="processor",
        contact="r@s.example",
        since=TODAY,
    )
    page = visit_of(client, dominique)
    assert 'value="Vasseur"' in client.get(page).content.decode()
    told = client.post(
        f"{page}/demande",
        {"right": "correct", "last_name": "Le Goff", "title": "Directrice financière", "said": ""},
        follow=True,
    )
    dominique.refresh_from_db()
    assert dominique.last_name == "Le Goff"
    assert Case.objects.get().answer.way == Answer.Way.PAGE
    assert "Ceux qui ont reçu vos données" in told.content.decode()
    assert Telling.objects.get().act == Telling.Act.RECTIFIED


def test_from_the_link_of_a_letter_nothing_is_corrected_without_a_person(
    client: Client, link: str, dominique: Person
) -> None:
    client.post(f"{link}/demande", {"right": "correct", "last_name": "Le Goff", "said": "Mon nom"})
    dominique.refresh_from_db()
    assert dominique.last_name == "Vasseur"
    assert Case.objects.get().answer is None
    assert 'value="Vasseur"' not in client.get(link).content.decode()


def test_she_takes_away_what_she_gave_herself_and_no_more(client: Client, dominique: Person) -> None:
    page = visit_of(client, dominique)
    client.post(f"{page}/demande", {"right": "take"})
    assert Case.objects.get().answer is None  # a bought list gave her, not she: a member says so
    assert "given=1" not in client.get(f"{page}/copie").content.decode()
    Source.objects.update(collection_mode="direct", basis="consent")
    client.post(f"{page}/demande", {"right": "take"})
    assert "given=1" in client.get(f"{page}/copie").content.decode()
    told = client.get(f"{page}/copie.json", {"given": "1"}).json()
    assert told["right"] == "portability"
    assert "post.attempt" not in told["parts"]
    assert Case.objects.filter(right="portability", answer__isnull=False).exists()
