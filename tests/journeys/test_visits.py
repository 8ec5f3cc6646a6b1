"""Our script on a site: a browser that refuses, accepts, changes its mind, sends Global Privacy Control; what the desk and she see."""

import json
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aval.accounts.models import Brand, Member
from aval.collection.following import declare_site, join
from aval.collection.models import Behaviour, Site, Visitor
from aval.collection.publishing import publish
from aval.collection.receiving import receive
from aval.collection.settling import settle
from aval.portal.tokens import seal
from aval.portal.visits import OWN
from aval.prospects.links import seal as write
from aval.prospects.models import Consent, Person
from tests.cast import NOON
from tests.journeys.test_desk import signed_in
from tests.rooms.collection.conftest import make_form, sent

pytestmark = pytest.mark.django_db
HERE = "https://atelier-nord.example"


@pytest.fixture
def site(brand: Brand) -> Site:
    return declare_site(brand.organisation, name="Vitrine", brand=brand, origins=[HERE], at=NOON, by=None)


def tell(site: Site, what: str, origin: str = HERE, **said: Any) -> Any:
    headers = {"origin": origin} | ({"sec-gpc": "1"} if said.pop("gpc", False) else {})
    where = reverse("visits:told", args=[site.code, what])
    return Client(enforce_csrf_checks=True).post(where, json.dumps(said), content_type="text/plain", headers=headers)


def test_the_script_asks_first_and_sets_no_cookie(site: Site) -> None:
    answer = Client().get(f"/s/{site.code}.js")
    text = answer.content.decode()
    assert not answer.cookies
    assert "globalPrivacyControl" in text
    for word in ("Accepter", "Refuser", "Atelier Nord", '"months": 6'):
        assert word in text
    about = Client().get(f"/s/{site.code}").content.decode()
    assert "mois au plus" in about or "an au plus" in about
    assert Client().get("/s/inconnu.js").status_code == 404


def test_nothing_is_kept_of_who_refuses_or_sends_global_privacy_control(site: Site) -> None:
    assert tell(site, "choix", choice="no").status_code == 204
    assert tell(site, "choix", choice="yes", gpc=True).status_code == 204
    assert not Visitor.objects.exists()
    word = tell(site, "choix", choice="yes").json()["visitor"]
    assert tell(site, "vu", visitor=word, kind="page", where="/tarifs", gpc=True).status_code == 204
    assert not Behaviour.objects.exists()


def test_who_accepts_is_followed_and_may_change_her_mind(site: Site) -> None:
    answer = tell(site, "choix", choice="yes")
    assert answer["Access-Control-Allow-Origin"] == HERE
    assert not answer.cookies
    word = answer.json()["visitor"]
    tell(site, "vu", visitor=word, kind="page", where="/tarifs?x=1")
    assert Behaviour.objects.get().what == "/tarifs"
    tell(site, "choix", choice="no", visitor=word)
    assert not Visitor.objects.exists()
    assert not Behaviour.objects.exists()


@pytest.mark.parametrize("body", ["{", "[]", '{"visitor": 1}', "null", '{"visitor": "' + "x" * 3000 + '"}'])
def test_what_is_not_said_as_it_should_is_refused(site: Site, body: str) -> None:
    where = reverse("visits:told", args=[site.code, "vu"])
    assert Client().post(where, body, content_type="text/plain", headers={"origin": HERE}).status_code == 400


def test_another_site_says_nothing(site: Site) -> None:
    assert tell(site, "choix", origin="https://ailleurs.example", choice="yes").status_code == 403
    Site.objects.update(closed_at=NOON)
    assert tell(site, "choix", choice="yes").status_code == 404


def test_a_link_of_hers_joins_and_no_other_word_does(site: Site, dominique: Person) -> None:
    word = tell(site, "choix", choice="yes").json()["visitor"]
    point = dominique.contact_points.get().pk
    for wrong in (
        "x" * 48,
        write("link", site.organisation_id, point, 0),
        seal("visit", site.organisation_id, point, 0),
    ):
        tell(site, "lien", visitor=word, link=wrong)
    assert Visitor.objects.get().person is None
    tell(site, "lien", visitor=word, link=write(OWN, site.organisation_id, point, 1))
    assert Visitor.objects.get().person == dominique
    assert Consent.objects.get(purpose="web_tracking").door == "banner"


def test_a_form_carries_the_visitor_where_she_accepted(site: Site, brand: Brand) -> None:
    word = tell(site, "choix", choice="yes").json()["visitor"]
    version = publish(make_form(brand), by=None, at=timezone.now())
    page = Client().get(f"/f/{version.form.code}?cadre=1&visiteur={word}").content.decode()
    assert f'name="visitor" value="{word}"' in page
    assert 'name="visitor"' not in Client().get(f"/f/{version.form.code}?cadre=1&visiteur=<b>").content.decode()
    where = f"/f/{version.form.code}"
    for gpc in ({"sec-gpc": "1"}, {}):
        Visitor.objects.update(person=None)
        given = sent(version, email=f"visite{len(gpc)}@kermeur.example", visitor=word)
        assert Client().post(where, given, headers={"sec-fetch-site": "same-origin", **gpc}).status_code == 303
        settle(timezone.now())
        assert (Visitor.objects.get().person is None) is bool(gpc)


def test_the_desk_reads_her_score_and_she_does_too(site: Site, brand: Brand, alix: Member, chloe: Member) -> None:
    version = publish(make_form(brand, scored=True), by=None, at=NOON)
    receive(version, sent(version), door="form", at=NOON)
    settle(NOON)
    her = Person.objects.filter(organisation=brand.organisation).latest("pk")
    visitor = Visitor.objects.create(organisation=brand.organisation, site=site, digest="d", wording="oui ?", accepted_at=NOON, until=timezone.now())  # fmt: skip
    join(visitor, her, by="link", at=NOON)
    Behaviour.objects.create(
        organisation=brand.organisation, visitor=visitor, kind="page", what="/tarifs", at=timezone.now()
    )
    TOTP.activate(chloe, generate_totp_secret())
    client = signed_in(alix)
    page = client.get(reverse("desk:person_score", args=[her.pk])).content.decode()
    assert "/tarifs" in page
    assert "Elle a vu des pages" in page
    assert f"/personnes/{her.pk}/score/" in client.get(reverse("desk:sites")).content.decode()
    assert signed_in(chloe).get(reverse("desk:person_score", args=[her.pk])).status_code == 404
    point = her.contact_points.get().pk
    until = int(timezone.now().timestamp()) + 600
    mine = Client().get(f"/d/{seal('visit', her.organisation_id, point, until)}").content.decode()
    assert "Votre score" in mine
    assert "/tarifs" in mine
    bare = write("link", her.organisation_id, point, 0)
    forwarded = Client().get(f"/d/{bare}").content.decode()
    assert "Votre score" not in forwarded
    assert "/tarifs" not in forwarded
    Client().post(f"/d/{bare}/stop", {"what": "score"})
    assert "elle a dit stop" in client.get(reverse("desk:person_score", args=[her.pk])).content.decode()


def test_a_member_declares_a_site(brand: Brand, alix: Member) -> None:
    client = signed_in(alix)
    given = {"name": "Vitrine", "brand": brand.pk, "language": "fr", "origins": "http://atelier-nord.example"}
    assert "https://" in client.post(reverse("desk:site_new"), given).content.decode()
    assert client.post(reverse("desk:site_new"), given | {"origins": HERE}).status_code == 302
    page = client.get(reverse("desk:sites")).content.decode()
    assert f"/s/{Site.objects.get().code}.js" in page
    client.post(reverse("desk:site_close", args=[Site.objects.get().code]))
    assert "arrêté" in client.get(reverse("desk:sites")).content.decode()
