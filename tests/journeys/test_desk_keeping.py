"""At the desk: what is kept too long, who is still to be told, and forgetting somebody."""

from datetime import date

import pytest
from django.utils.timezone import localdate

from aval.accounts.members import add_member
from aval.accounts.models import Chore, Role
from aval.console import daily
from aval.prospects.models import Person
from aval.rights.models import Notice, Purge, Recipient, Telling
from tests.cast import NOON, TODAY, make_person, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, ines):
    client.force_login(ines)
    return client


@pytest.fixture
def old(organisation):
    return make_person(make_source(organisation, collected_on=date(2019, 1, 1), notice_given_on=date(2019, 1, 1)), last_name="Ancienne")  # fmt: skip


def test_what_is_kept_too_long_is_shown_then_gone(desk, organisation, old, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        page = desk.get("/conservation/").content.decode()
    assert "1 fiche n’a plus à être conservée" in page.replace("\xa0", " ")
    assert "Ancienne" in page
    daily.do_chores(NOON, "w", lambda: None)
    assert not Person.objects.filter(pk=old.pk).exists()
    Chore.objects.filter(name="purge").update(day=TODAY)
    page = desk.get("/conservation/").content.decode()
    assert "Rien n’est gardé plus longtemps" in page.replace("\xa0", " ")
    assert Purge.objects.get().people == 1


def test_asking_for_a_purge_gives_it_back_to_the_workers(desk, organisation, monkeypatch):
    today = Chore.objects.create(
        organisation=organisation, name="purge", day=localdate(), worker="w", started_at=NOON, finished_at=NOON
    )
    assert desk.post("/conservation/purger/").status_code == 302
    assert not Chore.objects.filter(pk=today.pk).exists()


def test_a_failed_chore_is_seen(desk, organisation):
    Chore.objects.create(organisation=organisation, name="head", day=TODAY, worker="w", started_at=NOON, finished_at=NOON, error="KeyMissing: x")  # fmt: skip
    assert "KeyMissing: x" in desk.get("/conservation/").content.decode()


def test_those_to_be_told_have_a_date_and_an_end(desk, organisation):
    fresh = make_source(organisation, code="frais", collected_on=date(2026, 11, 1), notice_given_on=None)
    late = make_source(organisation, code="tardif", collected_on=date(2026, 9, 1), notice_given_on=None)
    told, gone = make_person(fresh), make_person(late)
    page = desk.get("/a-informer/").content.decode()
    assert page.index("tardif") < page.index("frais")
    desk.post("/a-informer/frais/2026-11-01/", {"how": ""})
    told.refresh_from_db()
    assert told.informed_at is None
    desk.post("/a-informer/frais/2026-11-01/", {"how": "courrier du 20 novembre"})
    desk.post("/a-informer/tardif/2026-09-01/", {"delete": "1"})
    told.refresh_from_db()
    assert told.informed_at is not None
    assert not Person.objects.filter(pk=gone.pk).exists()
    assert "Personne n’attend" in desk.get("/a-informer/").content.decode().replace("\xa0", " ")


def test_every_text_said_is_kept_once_a_change(organisation, source):
    daily.do_chores(NOON, "w", lambda: None)
    assert {one.error for one in Chore.objects.all()} == {""}
    assert Notice.objects.filter(source=source).count() == 2
    organisation.postal_address = "3 rue Neuve, 59000 Lille"
    organisation.save()
    Chore.objects.all().delete()
    daily.do_chores(NOON, "w", lambda: None)
    assert Notice.objects.filter(source=source, language="fr").count() == 2


def test_forgetting_says_what_goes_and_what_stays_then_does_it(desk, organisation, dominique, ines):
    desk.post("/conservation/destinataire/", {"name": "Routeur", "kind": "processor", "contact": "dpo@r.example", "since": "2026-01-01"})  # fmt: skip
    assert Recipient.objects.get().name == "Routeur"
    page = desk.get(f"/personnes/{dominique.pk}/effacer/").content.decode()
    assert "Routeur" in page
    assert Person.objects.filter(pk=dominique.pk).exists()
    desk.post(f"/personnes/{dominique.pk}/effacer/")
    assert not Person.objects.filter(pk=dominique.pk).exists()
    telling = Telling.objects.get()
    desk.post(f"/conservation/prevenu/{telling.pk}/", {"proof": "accusé reçu le 24"})
    telling.refresh_from_db()
    assert telling.told_by == ines


def test_others_may_not(client, alix, chloe, dominique, organisation):
    client.force_login(alix)
    assert client.get("/conservation/").status_code == 200
    for path in ("/conservation/purger/", f"/personnes/{dominique.pk}/effacer/"):
        assert client.post(path).status_code == 403
    seller = add_member(chloe.organisation, email="vera@maison-sud.example", role=Role.MANAGER, password="grand soleil sur la lande", at=NOON)  # fmt: skip
    client.force_login(seller)
    assert client.get(f"/personnes/{dominique.pk}/effacer/").status_code == 404
    assert "Dominique" not in client.get("/conservation/").content.decode()
