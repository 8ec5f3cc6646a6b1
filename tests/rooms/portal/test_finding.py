"""« Retrouver mes données »: who asks learns nothing from the page, she learns everything from her own mailbox."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from aval.accounts.models import Brand, Member, Organisation
from aval.evidence.models import Entry
from aval.portal.answering import answer_asks
from aval.portal.models import Ask, Knock, Opening
from aval.portal.tokens import opening_token
from aval.post.models import MailServer, Single, Text
from aval.prospects.fingerprints import fingerprint
from aval.prospects.holdings import holdings
from aval.prospects.models import ContactPoint, Objection, Person, Source
from tests.cast import NOON, make_person

pytestmark = pytest.mark.django_db
FIND = "/d/chez/000000018"
HERS, NOBODYS = "dominique.vasseur@kermeur.example", "personne.inconnue@kermeur.example"
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


def ask_for(client: Client, address: str, what: str = "see", **more: str) -> Any:
    return client.post(FIND, {"address": address, "what": what}, **more)


@contextmanager
def noted() -> Iterator[list[str]]:
    """The queries made meanwhile, without their values."""
    asked: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(re.sub(r"s\d+_x\d+", "", sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield asked


def mail_to(address: str) -> Single:
    return Single.objects.get(address=address)


@pytest.mark.parametrize("what", ["see", "stop"])
def test_whether_she_is_in_the_base_changes_nothing(client: Client, dominique: Person, what: str) -> None:
    """The same answer of the same size, by the same queries: held or not, said once or again, stopped or not."""
    ask_for(client, "premiere.venue@kermeur.example", what)  # the first entry of a ledger makes its row
    seen = []
    for address in (HERS, NOBODYS, HERS, NOBODYS):
        with noted() as asked:
            answer = ask_for(client, address, what)
            page = client.get(answer["Location"])
        told = re.sub(r"[A-Za-z0-9_-]{48}|\d+", "", page.content.decode())
        seen.append(
            (answer.status_code, len(answer["Location"]), asked, told, dict(page.headers, **{"Content-Length": ""}))
        )
    for one in seen:
        assert one == seen[0]


def test_the_link_goes_to_the_address_typed_and_opens_everything_once(client: Client, dominique: Person) -> None:
    ask_for(client, "Dominique.Vasseur@Kermeur.example")
    assert answer_asks(timezone.now())
    mail = mail_to(HERS)
    assert (mail.message_type, mail.state) == ("rights_answer", "waiting")
    link = re.search(r"/d/voir/\S+", mail.text).group()
    for _scan in range(3):  # mail scanners look first
        assert "Voir mes données" in client.get(link).content.decode()
        client.head(link)
    visit = client.post(link)["Location"]
    assert HERS in client.get(visit).content.decode()
    assert "Vasseur" in client.get(visit).content.decode()
    replayed = [client.get(link), client.post(link)]
    assert {answer.status_code for answer in replayed} == {404}
    assert not [answer for answer in replayed if "asseur" in answer.content.decode()]


def test_somebody_we_do_not_hold_is_told_so_by_mail_alone(client: Client, dominique: Person) -> None:
    ask_for(client, NOBODYS)
    answer_asks(timezone.now())
    assert "Nous ne détenons rien" in mail_to(NOBODYS).text
    assert not Opening.objects.exists()


def test_somebody_we_do_not_hold_may_object_at_once(client: Client, organisation: Organisation) -> None:
    page = ask_for(client, NOBODYS, "stop")["Location"]
    assert "par aucun moyen" in client.get(page).content.decode()
    entry = Objection.objects.of(organisation).get()
    assert (entry.fingerprint, entry.channel, entry.origin) == (fingerprint("email", NOBODYS), "", "page")
    answer_asks(timezone.now())
    assert "n’écrive plus" in mail_to(NOBODYS).text
    assert "/d/recu/" in mail_to(NOBODYS).text


def test_what_is_hers_stops_with_her_address(client: Client, dominique: Person) -> None:
    ask_for(client, HERS, "stop")
    assert {one.kind for one in Objection.objects.all()} == {"email"}
    answer_asks(timezone.now())
    assert {one.kind for one in Objection.objects.all()} == {"email", "identity"}


def test_a_page_that_anybody_may_fill_says_nothing_in_her_name(client: Client, dominique: Person) -> None:
    """T16: she did not write to us because somebody typed her address."""
    for what in ("see", "stop"):
        ask_for(client, HERS, what)
    answer_asks(timezone.now())
    dominique.refresh_from_db()
    assert dominique.last_contact_from_at is None


def test_the_link_of_a_letter_sends_to_her_address_and_to_no_other(
    client: Client, link: str, dominique: Person
) -> None:
    client.post(f"{link}/lien", {"address": "autre@ailleurs.example"})
    answer_asks(timezone.now())
    assert [single.address for single in Single.objects.all()] == [HERS]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda opening: Opening.objects.update(made_at=opening.made_at - timedelta(days=1)),
        lambda opening: Opening.objects.update(opened_at=opening.made_at),
        lambda opening: opening.delete(),
    ],
)
def test_a_link_out_of_time_opens_nothing(
    client: Client, dominique: Person, spoil: Callable[[Opening], object]
) -> None:
    point, at = dominique.contact_points.get(), timezone.now()
    opening = Opening.objects.create(organisation=dominique.organisation, contact_point=point, made_at=at)
    link = f"/d/voir/{opening_token(dominique.organisation_id, point.pk, opening.pk)}"
    assert client.get(link).status_code == 200
    spoil(opening)
    assert {client.get(link).status_code, client.post(link).status_code} == {404}


def test_a_link_swapped_for_another_s_opens_nothing(client: Client, dominique: Person, chloe: Member) -> None:
    point, theirs = dominique.contact_points.get(), ContactPoint.objects.of(chloe.organisation).first()
    opening = Opening.objects.create(organisation=dominique.organisation, contact_point=point, made_at=timezone.now())
    for wrong in (
        (chloe.organisation_id, point.pk),
        (chloe.organisation_id, theirs.pk),
        (point.organisation_id, theirs.pk),
    ):
        assert client.post(f"/d/voir/{opening_token(*wrong, opening.pk)}").status_code == 404
    opening.refresh_from_db()
    assert opening.opened_at is None


def test_one_place_cannot_ask_for_everybody(client: Client, organisation: Organisation) -> None:
    def asked(number: int, **place: str) -> int:
        return ask_for(client, f"p{number}@kermeur.example", "stop", **place).status_code

    assert {asked(number, **ELSEWHERE) for number in range(20)} == {302}
    assert asked(20, **ELSEWHERE) == 429
    assert asked(20, REMOTE_ADDR="203.0.113.10") == 302
    assert Objection.objects.count() == 21


def test_nobody_is_written_to_more_than_three_times_an_hour(client: Client, dominique: Person) -> None:
    for number in range(6):
        assert ask_for(client, HERS, REMOTE_ADDR=f"203.0.113.{number}").status_code == 302
        answer_asks(timezone.now())
    assert Single.objects.filter(address=HERS).count() == 3


def test_what_was_asked_is_not_kept(client: Client, dominique: Person) -> None:
    """The address goes with the answer, the place within the hour, the link within the day; no address is ever kept bare."""
    ask_for(client, HERS, **ELSEWHERE)
    assert "203.0.113" not in str(list(Knock.objects.values()))
    at = timezone.now()
    answer_asks(at)
    assert not Ask.objects.exists()
    answer_asks(at + timedelta(minutes=61))
    assert not Knock.objects.exists()
    answer_asks(at + timedelta(hours=25))
    assert not Opening.objects.exists()


def test_what_is_asked_is_erased_with_her(client: Client, dominique: Person) -> None:
    ask_for(client, HERS)
    people, at = Person.objects.filter(pk=dominique.pk), timezone.now()
    forgetting = [holding for holding in holdings() if holding.model is Ask]
    assert sum(holding.forget(people, at) for holding in forgetting) == 1


@pytest.mark.parametrize("typed", ["", "pas une adresse", "a@b", "x" * 300 + "@kermeur.example"])
def test_what_is_no_address_is_said_so(client: Client, organisation: Organisation, typed: str) -> None:
    before = Entry.objects.count()
    page = ask_for(client, typed, "stop")
    assert "ne se lit pas" in page.content.decode()
    assert not Ask.objects.exists()
    assert Entry.objects.count() == before


def test_looking_asks_nothing(client: Client, organisation: Organisation, dominique: Person) -> None:
    client.get(FIND, {"address": HERS, "what": "stop"})
    client.head(FIND)
    assert not Ask.objects.exists()
    assert not Objection.objects.exists()


def test_a_house_that_is_not_here_has_no_page(client: Client, organisation: Organisation) -> None:
    assert client.get("/d/chez/999999999").status_code == 404
    assert client.post("/d/chez/999999999", {"address": HERS}).status_code == 404


def test_whoever_comes_without_a_link_is_led_to_the_page(client: Client, organisation: Organisation) -> None:
    assert FIND in client.get("/d/").content.decode()


MOBILE, NO_ONES_MOBILE = "06 39 98 00 11", "06 39 98 00 22"


@pytest.fixture
def phone(dominique: Person) -> ContactPoint:
    return ContactPoint.objects.create(
        organisation=dominique.organisation, person=dominique, medium="phone", value=MOBILE, normal="+33639980011",
        fingerprint=fingerprint("phone", "+33639980011"),
    )  # fmt: skip


@pytest.mark.parametrize("what", ["see", "stop"])
def test_a_number_in_the_base_cannot_be_told_from_another(client: Client, phone: ContactPoint, what: str) -> None:
    """By text as by mail: the same page, by the same queries."""
    ask_for(client, "premiere.venue@kermeur.example", what)
    seen = []
    for number in (MOBILE, NO_ONES_MOBILE, MOBILE, NO_ONES_MOBILE):
        with noted() as asked:
            answer = ask_for(client, number, what)
            page = client.get(answer["Location"])
        told = re.sub(r"[A-Za-z0-9_-]{48}|\d+", "", page.content.decode())
        seen.append((answer.status_code, told, [re.sub(r"\d+", "", one) for one in asked]))
    assert all(one == seen[0] for one in seen)


def test_a_text_brings_the_link_to_the_number_typed_and_nothing_when_it_is_shared(
    client: Client, phone: ContactPoint, source: Source
) -> None:
    for number in (MOBILE, NO_ONES_MOBILE):
        ask_for(client, number)
    while answer_asks(NOON):
        pass
    told = {one.number: one.text for one in Text.objects.all()}
    link = re.search(r"/d/voir/[A-Za-z0-9_-]{48}", told["+33639980011"])
    assert link
    assert "/d/" not in told["+33639980022"]
    visit = client.post(link[0])
    assert "Vasseur" in client.get(visit["Location"]).content.decode()
    ContactPoint.objects.create(
        organisation=source.organisation, person=make_person(source), medium="phone", value=MOBILE, normal="+33639980011",
        fingerprint=phone.fingerprint,
    )  # fmt: skip
    Text.objects.all().delete()
    ask_for(client, MOBILE)
    answer_asks(NOON)
    assert "/d/" not in Text.objects.get().text


def test_no_text_is_offered_where_none_can_leave(client: Client, brand: Brand, phone: ContactPoint) -> None:
    MailServer.objects.create(
        organisation=brand.organisation, brand=brand, host="127.0.0.1", port=25, security="none", connections=1
    )
    assert "mobile" not in client.get(FIND).content.decode()
    assert ask_for(client, MOBILE).status_code == 200
    assert not Ask.objects.exists()
