"""T12: within one batch a letter is measured for who agreed to it and for nobody else; taken back, letters sent before are silent."""

import re
from email import message_from_bytes, policy
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from aval.accounts.models import Organisation
from aval.campaigns.models import Campaign, LetterTemplate
from aval.collection.following import declare_site
from aval.collection.models import Behaviour
from aval.post import worker as working
from aval.post.models import Attempt, SandboxMessage
from aval.post.worker import Work
from aval.prospects.consenting import Box, Shown, consent_to, withdraw
from aval.prospects.links import FOLLOWED, mark_url, seal
from aval.prospects.models import Consent, Person
from tests.cast import NOON, make_campaign, make_person

pytestmark = pytest.mark.django_db(transaction=True)
URL = "https://atelier-nord.example/paie?theme=2026"
TRACKING = Box(purpose="mail_tracking", channel="email", wording="J’accepte d’être mesurée.", ticked=True)


def agree(person: Person, *, ticked: bool = True) -> None:
    box = Box(purpose="mail_tracking", channel="email", wording=TRACKING.wording, ticked=ticked)
    consent_to(
        person.organisation, person, shown=Shown(version="paie@1"), boxes=[box], door="form", acted_at=NOON, at=NOON
    )


@pytest.fixture
def letters(offer: Any, source: Any, dominique: Person, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Three people of one batch: one agreed, one left the box empty, one was never asked; recipient -> HTML read."""
    clock = SimpleNamespace(at=NOON)
    monkeypatch.setattr(working, "now", lambda: clock.at)
    agree(dominique)
    agree(make_person(source, email="omar@orme.example", company="Orme"), ticked=False)
    make_person(source, email="lise@lise.example", company="Lise")
    campaign = make_campaign(offer, source, state=Campaign.State.RUNNING, launched_at=NOON)
    for template in LetterTemplate.objects.filter(campaign=campaign):
        LetterTemplate.objects.filter(pk=template.pk).update(body=f"{template.body}\n\nÀ lire : {URL}.")
    work = Work()
    try:
        for _ in range(5):
            work.turn()
    finally:
        work.leave()
    told = {}
    for one in SandboxMessage.objects.all():
        part = message_from_bytes(bytes(one.raw), policy=policy.default).get_body(("html",))
        assert part is not None
        told[one.envelope_to] = part.get_content()
    assert len(told) == 3, list(Attempt.objects.values_list("state", "clearance__findings", "reply"))
    return told


HERS = "dominique.vasseur@kermeur.example"


def test_only_who_agreed_is_measured(letters: dict[str, str]) -> None:
    measured = {address for address, html in letters.items() if "/d/m/" in html or "<img" in html}
    assert measured == {HERS}
    assert f'href="{URL}"' in letters["omar@orme.example"]
    facts = {one.contact_point.value: one.clearance.facts for one in Attempt.objects.all()}
    assert facts[HERS]["tracking_pixel"] is True
    assert facts[HERS]["tracking_consent"] is True
    assert not facts["lise@lise.example"].get("tracking_pixel")


def test_an_opening_and_a_click_are_hers_until_she_takes_it_back(
    letters: dict[str, str], dominique: Person, organisation: Organisation, brand: Any
) -> None:
    declare_site(organisation, name="Vitrine", brand=brand, origins=[URL], at=NOON, by=None)
    dot = re.search(r'src="[^"]*(/d/m/[^"]+o\.gif)"', letters[HERS])
    link = re.search(r'href="[^"]*(/d/m/[^"]+\?vers=[^"]+)"', letters[HERS])
    stop = re.search(r'href="[^"]*(/d/m/[^"]+arret)"', letters[HERS])
    assert dot
    assert link
    assert stop
    client = Client()
    for _ in range(2):
        answer = client.get(dot[1])
        assert answer["Content-Type"] == "image/gif"
        assert not answer.cookies
    where = client.get(link[1])["Location"]
    assert where.startswith(f"{URL}#aval=")
    kept = Behaviour.objects.filter(person=dominique)
    assert sorted(kept.values_list("kind", "what")) == [
        ("click", "https://atelier-nord.example/paie"),
        ("opening", ""),
    ]
    assert client.get(stop[1]).status_code == 200
    assert Consent.objects.filter(person=dominique, act="withdrawn").count() == 0
    page = client.post(stop[1], follow=True).content.decode()
    assert "C’est fait" in page
    assert not Behaviour.objects.exists()
    assert client.get(dot[1])["Content-Type"] == "image/gif"
    assert client.get(link[1])["Location"] == URL
    assert not Behaviour.objects.exists()


def test_taken_back_elsewhere_the_image_is_silent_too(
    letters: dict[str, str], dominique: Person, organisation: Organisation
) -> None:
    withdraw(organisation, dominique, purpose="mail_tracking", door="her_page", acted_at=NOON, at=NOON)
    dot = re.search(r'src="[^"]*(/d/m/[^"]+o\.gif)"', letters[HERS])
    assert dot
    assert Client().get(dot[1]).status_code == 200
    assert not Behaviour.objects.exists()


def test_nobody_is_led_where_we_did_not_write(dominique: Person) -> None:
    word = seal(FOLLOWED, dominique.organisation_id, dominique.contact_points.get().pk, 1)
    good = f"/d/m/{word}/{mark_url(URL)}"
    assert Client().get(good, {"vers": URL}).status_code == 302
    assert Client().get(good, {"vers": "https://ailleurs.example"}).status_code == 404
    assert Client().get(f"/d/m/{'x' * 48}/{mark_url(URL)}", {"vers": URL}).status_code == 404
    assert Client().get(f"/d/m/{'x' * 48}/o.gif").status_code == 200
