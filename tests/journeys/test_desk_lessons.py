"""A seller's first campaign: she is sent to the questions, misses one, reads the lesson, passes, and the DPO sees it."""

import re

import pytest
from django.test import Client

from aval.accounts.training import draw
from tests.cast import make_campaign

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def signed(member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def test_from_the_button_to_the_register(alix, ines, offer, source):
    campaign = make_campaign(offer, source)
    alix.trainings.all().delete()
    client = signed(alix)
    page = client.post(f"/campagnes/{campaign.code}/lancer/", follow=True)
    assert page.redirect_chain[-1][0] == f"/lecons/questions/write/?next=%2Fcampagnes%2F{campaign.code}%2F"
    asked = page.redirect_chain[-1][0]
    right = {code: question.right for code, question in draw(alix, "write", "fr")}
    missing = client.post(asked, {})
    assert missing.content.decode().count("Choisissez une réponse.") == len(right)
    first = next(iter(right))
    wrong = client.post(asked, right | {first: (right[first] + 1) % 3}).content.decode()
    assert "une réponse à revoir" in wrong
    assert f"/lecons/{first}/" in wrong
    assert "C’est arrivé" in client.get(f"/lecons/{first}/").content.decode()
    right = {code: question.right for code, question in draw(alix, "write", "fr")}
    done = client.post(asked, right, follow=True)
    assert done.redirect_chain == [(f"/campagnes/{campaign.code}/", 302)]
    assert "inscrit au registre" in done.content.decode()
    assert "Registre des formations" not in client.get("/lecons/").content.decode()
    register = signed(ines).get("/lecons/").content.decode()
    assert len(re.findall(re.escape(alix.email), register)) == 2


def test_a_refusal_links_to_its_lesson(alix):
    assert "/lecons/objection/" in signed(alix).get("/pourquoi/objected/").content.decode()


def test_another_site_is_not_where_she_was(alix):
    alix.trainings.all().delete()
    right = {code: question.right for code, question in draw(alix, "call", "fr")}
    done = signed(alix).post("/lecons/questions/call/?next=https://ailleurs.example/", right)
    assert done["Location"] == "/lecons/"


def test_nothing_else_is_a_lesson(alix):
    client = signed(alix)
    assert client.get("/lecons/nulle/").status_code == 404
    assert client.get("/lecons/questions/nulle/").status_code == 404
    alix.language = "en"
    alix.save()
    assert "No means no, at once" in client.get("/lecons/").content.decode()
