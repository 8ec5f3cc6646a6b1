"""The desk, through HTTP: closed to strangers, to other houses, to those who may not."""

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from aval.accounts.models import Member, Organisation, Role
from aval.prospects.models import Objection, Person
from tests.cast import PASSWORD, House, make_person

OPEN = {"setup", "language"}


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def pages() -> list[URLPattern]:
    desk = next(part for part in get_resolver().url_patterns if getattr(part, "app_name", "") == "desk")
    return desk.url_patterns


def address(pattern: URLPattern) -> str:
    converters = pattern.pattern.converters
    values = {name: 1 if type(kind).__name__ == "IntConverter" else "x" for name, kind in converters.items()}
    return reverse(f"desk:{pattern.name}", kwargs=values)


@pytest.mark.parametrize("pattern", [page for page in pages() if page.name not in OPEN], ids=lambda page: page.name)
def test_a_stranger_is_sent_to_the_door(client: Client, alix: Member, pattern: URLPattern) -> None:
    answer = client.get(address(pattern))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_a_member_signs_in(client: Client, alix: Member) -> None:
    answer = client.post(reverse("account_login"), {"login": alix.email, "password": PASSWORD}, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0] == "/"
    assert "Atelier Nord" in answer.content.decode()


def test_an_administrator_shows_a_second_factor_first(administrator: Member) -> None:
    answer = signed_in(administrator).get(reverse("desk:home"))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("mfa_activate_totp")


def test_pages_are_served_under_a_strict_policy(alix: Member) -> None:
    policy = signed_in(alix).get(reverse("desk:home"))["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_another_house_does_not_exist(alix: Member, maison_sud: House) -> None:
    hers = Person.objects.of(maison_sud.organisation).first()
    client = signed_in(alix)
    for page in ("person", "person_objection"):
        assert client.get(reverse(f"desk:{page}", args=[hers.pk])).status_code == 404
    assert client.get(reverse("desk:source", args=["fichier-secret-de-chloe"])).status_code == 404
    for page in ("home", "sources", "people", "settings"):
        assert "Chloé" not in client.get(reverse(f"desk:{page}")).content.decode()
    assert client.get(reverse("desk:people"), {"source": "fichier-secret-de-chloe"}).status_code == 404
    assert "garance" not in client.get(reverse("desk:people"), {"q": "Garance"}).content.decode()


def test_an_auditor_reads_and_changes_nothing(organisation: Organisation, dominique: Person) -> None:
    auditor = Member.objects.create_user("aude@atelier-nord.example", organisation=organisation, role=Role.AUDITOR)
    client = signed_in(auditor)
    assert client.get(reverse("desk:person", args=[dominique.pk])).status_code == 200
    assert client.get(reverse("desk:evidence")).status_code == 200
    refused = client.post(reverse("desk:person_objection", args=[dominique.pk]), {})
    assert refused.status_code == 403
    assert "auditeur" in refused.content.decode()
    assert not Objection.objects.of(organisation).exists()


def test_a_member_records_an_objection_heard_by_telephone(alix: Member, dominique: Person) -> None:
    point = dominique.contact_points.get()
    client = signed_in(alix)
    given = {
        "who": point.pk,
        "channel": "",
        "scope": "person",
        "brand": "",
        "origin": "phone",
        "heard_at": "2026-11-20T09:30",
    }
    answer = client.post(reverse("desk:person_objection", args=[dominique.pk]), given)
    assert "rien ne part plus" in answer.content.decode()
    assert Objection.objects.of(alix.organisation).filter(origin="phone", recorded_by=alix).exists()
    assert "a dit non" in client.get(reverse("desk:person", args=[dominique.pk])).content.decode()


def test_an_objection_for_no_readable_address_says_so(alix: Member) -> None:
    given = {
        "who": "pas une adresse",
        "channel": "",
        "scope": "person",
        "brand": "",
        "origin": "phone",
        "heard_at": "2026-11-20T09:30",
    }
    answer = signed_in(alix).post(reverse("desk:objection_new"), given)
    assert answer.context["form"].errors["who"]
    assert not Objection.objects.of(alix.organisation).exists()


def test_the_language_is_remembered(alix: Member) -> None:
    client = signed_in(alix)
    answer = client.post(reverse("desk:language"), {"language": "en", "next": "/listes/"})
    assert answer["Location"] == "/listes/"
    alix.refresh_from_db()
    assert alix.language == "en"
    assert '<html lang="en">' in client.get(reverse("desk:home")).content.decode()
    elsewhere = client.post(reverse("desk:language"), {"language": "fr", "next": "https://ailleurs.example/"})
    assert elsewhere["Location"] == "/"


@pytest.mark.parametrize("page", ["home", "sources", "people"])
def test_a_page_asks_the_base_the_same_whatever_its_length(
    alix: Member, dominique: Person, page: str, django_assert_max_num_queries: object
) -> None:
    client = signed_in(alix)
    with django_assert_max_num_queries(14) as few:
        client.get(reverse(f"desk:{page}"))
    count = len(few)
    for _ in range(5):
        make_person(dominique.provenances.get().source)
    with django_assert_max_num_queries(count):
        client.get(reverse(f"desk:{page}"))


def test_the_first_run_sets_everything_up(client: Client, db: None) -> None:
    assert client.get("/")["Location"] == reverse("desk:setup")
    given = {
        "legal_name": "Atelier Nord", "siren": "000 000 018", "postal_address": "12 rue des Lilas\n59000 Lille",
        "telephone": "01 99 00 12 34", "mailbox": "contact@atelier-nord.example", "dpo_name": "", "dpo_email": "",
        "brand_name": "Atelier Nord", "sender_name": "Camille de l’Atelier Nord",
        "sender_email": "bonjour@atelier-nord.example", "email": "ulysse@atelier-nord.example", "password": PASSWORD,
    }  # fmt: skip
    wrong = client.post(reverse("desk:setup"), given | {"siren": "000 000 019", "password": "court"})
    assert set(wrong.context["form"].errors) >= {"password"}
    assert not Organisation.objects.exists()
    wrong = client.post(reverse("desk:setup"), given | {"siren": "000 000 019"})
    assert set(wrong.context["form"].errors) == {"siren"}
    assert not Organisation.objects.exists()
    answer = client.post(reverse("desk:setup"), given)
    assert answer["Location"] == reverse("account_login")
    assert Member.objects.get().role == Role.ADMINISTRATOR
    assert client.get(reverse("desk:setup"))["Location"] == "/"


def test_several_people_object_at_once_after_their_names_are_read(
    alix: Member, dominique: Person, chloe: Member
) -> None:
    other = make_person(dominique.provenances.get().source, last_name="Roux")
    hers = Person.objects.of(chloe.organisation).first()
    before = Objection.objects.of(chloe.organisation).count()
    client, address = signed_in(alix), reverse("desk:people_objection")
    chosen = {"who": [dominique.pk, other.pk, hers.pk, "x"]}
    asked = client.post(address, chosen).content.decode()
    assert "2 personnes ne veulent plus" in asked
    assert "Chloé" not in asked
    assert not Objection.objects.of(alix.organisation).exists()
    client.post(address, chosen | {"confirm": "1", "origin": "spoken", "heard_at": "2026-11-20T09:30"})
    stopped = set(Objection.objects.of(alix.organisation).values_list("person", flat=True))
    assert {dominique.pk, other.pk} <= stopped
    assert Objection.objects.of(chloe.organisation).count() == before


def test_a_list_of_people_is_handed_out_to_who_may(alix: Member, dominique: Person, maison_sud: House) -> None:
    source = dominique.provenances.get().source
    make_person(source, last_name="Formule", title='=HYPERLINK("http://x")')
    address = reverse("desk:people_export")
    assert signed_in(alix).get(address).status_code == 403
    manager = Member.objects.create_user("maud@atelier-nord.example", organisation=alix.organisation, role=Role.MANAGER)
    text = b"".join(signed_in(manager).get(address, {"source": source.code}).streaming_content).decode("utf-8-sig")
    assert len(text.splitlines()) == 3
    assert dominique.contact_points.get().value in text
    assert "'=HYPERLINK" in text
    assert "chloe" not in text.lower()
