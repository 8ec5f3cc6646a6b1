"""A person meets our form: in her browser or through a robot's eyes, and nothing happens but by her hand."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from aval.accounts.models import Brand
from aval.collection.confirming import confirmation_token
from aval.collection.models import FormVersion, Submission
from aval.collection.publishing import close, publish
from aval.collection.puzzles import challenge, solve
from aval.collection.settling import settle
from aval.portal import forms
from aval.post.models import Single
from aval.post.welcoming import welcome
from aval.prospects.models import Consent, Person
from aval.prospects.standing import consents_of
from tests.cast import NOON
from tests.rooms.collection.conftest import EMAIL, LAWFUL, make_form

HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def version(brand: Brand) -> FormVersion:
    forms._seen.clear()
    return publish(
        make_form(brand, thanks="Bonne lecture.", gift="https://atelier-nord.example/paie.pdf"), by=None, at=NOON
    )


@pytest.fixture
def url(version: FormVersion) -> str:
    return f"/f/{version.form.code}"


def filled(version: FormVersion, **given: str) -> dict[str, str]:
    puzzle = challenge(version.name, timezone.now())
    return {
        "email": "nadia.belkacem@orme.example",
        "version": str(version.number),
        "puzzle": puzzle,
        "answer": solve(puzzle),
        **given,
    }


def test_the_page_is_the_picture_without_cookie_nor_tracker(client: Client, version: FormVersion, url: str) -> None:
    page = client.get(url)
    assert version.picture.split("<!--errors-->")[0] in page.content.decode()
    assert not page.cookies
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert "http" not in page.content.decode().replace(f"http://{page.wsgi_request.get_host()}", "")


def test_what_she_sends_is_stored_before_she_is_thanked(client: Client, version: FormVersion, url: str) -> None:
    answer = client.post(url, filled(version, **{"box-0": "yes"}), headers=HERE)
    assert (answer.status_code, answer["Location"]) == (303, f"{url}/merci?confirmer=1")
    one = Submission.objects.get()
    assert (one.state, one.door, one.given["box-0"], one.circumstances["page"]) == ("waiting", "form", "yes", url)
    assert "127.0.0.1" not in str(one.circumstances)
    thanks = client.get(answer["Location"]).content.decode()
    assert "Bonne lecture." in thanks
    assert "paie.pdf" in thanks
    assert "confirmer ce que vous avez coché" in thanks


def test_what_she_must_mend_is_said_and_what_she_typed_kept(client: Client, version: FormVersion, url: str) -> None:
    answer = client.post(url, filled(version, email="nadia@", first_name="Nadia", **{"box-1": "yes"}), headers=HERE)
    page = answer.content.decode()
    assert (answer.status_code, Submission.objects.count()) == (422, 0)
    assert 'value="Nadia"' in page
    assert page.count(" checked") == 1
    assert 'role="alert"' in page


def test_a_robot_in_the_trap_is_thanked_and_forgotten(
    client: Client, version: FormVersion, url: str, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(0):
        answer = client.post(url, filled(version, website="https://spam.example"), headers=HERE)
    assert answer.status_code == 302
    assert not Submission.objects.exists()


def test_a_flood_is_turned_away_without_the_base(
    client: Client, version: FormVersion, url: str, django_assert_num_queries: object
) -> None:
    for number in range(forms.UNSOLVED):
        client.post(url, {"email": f"p{number}@orme.example", "version": "1"}, headers=HERE)
    with django_assert_num_queries(0):
        answer = client.post(url, {"email": "p@orme.example", "version": "1"}, headers=HERE)
    assert (answer.status_code, answer["Retry-After"], Submission.objects.count()) == (429, "60", 30)
    assert client.post(url, filled(version), headers=HERE).status_code == 303


def test_too_large_is_not_even_read(client: Client, url: str) -> None:
    assert client.post(url, {"message": "x" * 70_000}, headers=HERE).status_code == 413


def test_only_the_sites_it_names_may_use_it(client: Client, version: FormVersion, url: str) -> None:
    version.form.sites = ["https://atelier-nord.example"]
    version.form.save()
    away = {"Sec-Fetch-Site": "cross-site", "Origin": "https://ailleurs.example"}
    assert client.post(url, filled(version), headers=away).status_code == 403
    ours = {"Sec-Fetch-Site": "cross-site", "Origin": "https://atelier-nord.example"}
    assert client.post(url, filled(version), headers=ours).status_code == 303
    assert Submission.objects.get().door == "html"
    framed = client.get(url + "?cadre=1").headers
    assert "frame-ancestors https://atelier-nord.example" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed


def test_a_closed_form_is_nowhere(client: Client, version: FormVersion, url: str) -> None:
    close(version.form, by=None, at=NOON)
    assert client.get(url).status_code == 404
    assert client.post(url, filled(version), headers=HERE).status_code == 404


def test_she_confirms_by_her_hand_alone(client: Client, version: FormVersion, url: str) -> None:
    client.post(url, filled(version, **{"box-0": "yes", "box-1": "yes"}), headers=HERE)
    assert welcome(timezone.now())
    single = Single.objects.get()
    assert (single.message_type, single.attempt.state) == ("double_opt_in", "waiting")
    one = Submission.objects.get()
    link = f"/f/confirmer/{confirmation_token(one)}"
    assert link in single.text
    before = Consent.objects.count()
    page = client.get(link).content.decode()
    assert page.count("Oui, je confirme") == 2
    assert client.get(link + "?act=yes&point=1").status_code == 200
    assert Consent.objects.count() == before  # T7: opening an address does nothing
    first = Consent.objects.filter(act="given").order_by("pk").first()
    client.post(link, {"act": "yes", "point": str(first.pk)})
    states = {state.purpose: state.state for state in consents_of(one.person or Person.objects.get())}
    assert states == {"prospecting": "given", "mail_tracking": "pending"}  # T8: each for itself
    client.post(link, {"act": "withdraw", "point": str(first.pk)})
    assert "refusé" in client.get(link).content.decode()
    receipt = client.get(link + "/recu.json").json()
    assert {one["dpv:hasConsentStatus"] for one in receipt["@graph"]} == {"dpv:ConsentWithdrawn", "dpv:ConsentGiven"}
    assert client.get("/f/confirmer/" + "A" * 40).status_code == 404


def test_it_was_not_she(client: Client, version: FormVersion, url: str) -> None:
    client.post(url, {"email": "nadia.belkacem@orme.example", "version": "1", "box-0": "yes"}, headers=HERE)
    one = Submission.objects.get()
    link = f"/f/confirmer/{confirmation_token(one)}"
    assert "Rien n’en a encore été fait" in client.get(link).content.decode()
    client.post(link, {"act": "no"})
    assert "Rien ne vous sera envoyé" in client.get(link).content.decode()
    assert not Person.objects.exists()
    settle(timezone.now() + timedelta(days=1))
    assert not Person.objects.exists()


def test_nothing_is_kept_of_a_form_not_sent(client: Client, version: FormVersion, url: str) -> None:
    """Pattern 16: a form left unfinished leaves nobody to follow up."""
    client.get(url)
    client.get(url, {"email": "nadia.belkacem@orme.example"})
    assert not Submission.objects.exists()
    assert not Person.objects.exists()


def test_an_english_form_speaks_english(client: Client, brand: Brand) -> None:
    form = make_form(brand, title="Get the payroll paper", use="Send you the paper you ask for.",
                     fields=[{**EMAIL, "label": "Work address", "reason": "to answer you"}], boxes=[
        {**LAWFUL["boxes"][0], "wording": "I agree that Atelier Nord sends me its offers by e-mail."}])  # fmt: skip
    form.language = "en"
    form.save()
    publish(form, by=None, at=NOON)
    page = client.get(f"/f/{form.code}").content.decode()
    assert 'lang="en"' in page
    assert "What we do with your data" in page
