"""A breach through the pages: the button, the clock on every page, whose data, the CNIL's form, the messages."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from aval.accountability.models import Affected, Breach
from aval.accountability.telling import tell_all
from aval.accounts.models import Member
from aval.post.models import Single
from aval.post.worker import Work
from aval.prospects.models import Export
from tests.cast import House
from tests.journeys.test_desk import signed_in
from tests.rooms.accountability.test_breaches import WORDS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def officer(ines: Member, dominique) -> Client:
    return signed_in(ines)


def declared(client: Client, **more: str) -> Breach:
    answer = client.post(
        reverse("desk:breach_new"), {"title": "Ordinateur volé", "aware_at": "2026-11-23T08:00", **more}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    return Breach.objects.get()


@pytest.fixture
def _noon(monkeypatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 11, 23, 11, tzinfo=UTC))


@pytest.mark.usefixtures("_noon")
def test_from_the_stolen_laptop_to_the_messages(officer: Client, dominique) -> None:
    handed = officer.get(reverse("desk:people_export"))
    assert "dominique.vasseur" in b"".join(handed.streaming_content).decode()
    export = Export.objects.get()
    breach = declared(officer)
    assert "68 heures" in officer.get(reverse("desk:people")).content.decode()  # on every page
    page = reverse("desk:breach", args=[breach.pk])
    answer = officer.post(
        page, {**WORDS, "exports": [export.pk], "cause": "stolen", "risk": "high", "confidentiality": "on"}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    text = officer.get(page).content.decode()
    assert "votre adresse électronique" in text
    form = officer.get(reverse("desk:breach_form", args=[breach.pk])).content.decode()
    assert WORDS["facts"] in form.replace("&#x27;", "’")
    officer.post(reverse("desk:breach_notified", args=[breach.pk]), {"reference": "FR-2026-1"})
    officer.post(reverse("desk:breach_tell", args=[breach.pk]))
    assert Affected.objects.get().way == "waiting"
    work = Work(first=[tell_all])
    while work.turn():
        pass
    work.leave()
    assert Affected.objects.get().way == "email"
    assert Single.objects.get().attempt.state == "sent"
    officer.post(reverse("desk:breach_close", args=[breach.pk]))
    assert Breach.objects.get().closed_at is not None


@pytest.mark.usefixtures("_noon")
def test_a_seller_declares_and_does_not_decide(alix: Member, dominique) -> None:
    seller = signed_in(alix)
    breach = declared(seller)
    assert seller.post(reverse("desk:breach_tell", args=[breach.pk])).status_code == 403
    assert seller.get(reverse("desk:breach", args=[breach.pk])).status_code == 200


@pytest.mark.usefixtures("_noon")
def test_another_house_sees_nothing_of_it(officer: Client, maison_sud: House) -> None:
    breach = declared(officer)
    theirs = signed_in(Member.objects.create_user("zoe@maison-sud.example", organisation=maison_sud.organisation))
    assert theirs.get(reverse("desk:breach", args=[breach.pk])).status_code == 404
    assert "Ordinateur" not in theirs.get(reverse("desk:people")).content.decode()


@pytest.mark.usefixtures("_noon")
def test_what_lacks_is_said(officer: Client) -> None:
    breach = declared(officer, drill="on")
    answer = officer.post(reverse("desk:breach_tell", args=[breach.pk]), follow=True)
    assert "SAN-2026-001" in answer.content.decode()
    answer = officer.post(reverse("desk:breach_close", args=[breach.pk]), follow=True)
    assert "Avant de clore, il manque" in answer.content.decode()
