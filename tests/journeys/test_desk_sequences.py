"""Alix describes steps, compares two letters, reads what they gave; what is left to humans waits in a list. Chloé sees none of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from aval.accounts.models import Member
from aval.campaigns.models import Campaign, LetterTemplate, Step, Task
from aval.campaigns.tasks import open_task
from aval.post.funnel import funnel
from aval.post.returns.receiving import receive
from aval.prospects.models import Person
from aval.prospects.objecting import object_to
from tests.cast import NOON, TODAY, House, make_campaign, make_person
from tests.journeys.test_desk import signed_in
from tests.rooms.post.returns.conftest import answer, make_sent

pytestmark = pytest.mark.django_db
STEPS = {
    "step-TOTAL_FORMS": "4", "step-INITIAL_FORMS": "1", "step-MIN_NUM_FORMS": "0", "step-MAX_NUM_FORMS": "1000",
    "step-0-kind": "email", "step-0-wait_days": "0", "step-1-kind": "call", "step-1-wait_days": "5", "step-1-what": "Appeler",
    "step-2-kind": "email", "step-2-wait_days": "6", "step-3-kind": "", "office": "on", "from_hour": "9", "to_hour": "17",
    "rests": "2026-12-21 2027-01-03",
}  # fmt: skip
WORDS = {"subject": "Dix minutes sur la paie", "body": "Bonjour,\n\nEn parler ?", "save": "1"}


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 11, 23, 11, tzinfo=UTC))


@pytest.fixture
def campaign(offer, source, dominique) -> Campaign:
    return make_campaign(offer, source, code="rentree")


def test_alix_describes_steps_writes_their_letters_and_launches(alix: Member, campaign: Campaign) -> None:
    client, page = signed_in(alix), reverse("desk:campaign_steps", args=["rentree"])
    wrong = client.post(page, STEPS | {"step-1-what": "", "rests": "demain"})
    assert "deux dates sont attendues" in wrong.content.decode()
    wrong = client.post(page, STEPS | {"step-1-what": ""})
    assert "dites ce qui est à faire" in wrong.content.decode()
    assert not Step.objects.exists()
    assert client.post(page, STEPS).status_code == 302
    assert list(campaign.steps.order_by("place").values_list("kind", "wait_days")) == [
        ("email", 0),
        ("call", 5),
        ("email", 6),
    ]
    campaign.refresh_from_db()
    assert (campaign.from_hour, campaign.to_hour, campaign.rests) == (9, 17, [["2026-12-21", "2027-01-04"]])
    shown = client.get(page).content.decode()
    assert "2026-12-21 2027-01-03" in shown
    launched = client.post(reverse("desk:campaign_launch", args=["rentree"]), follow=True).content.decode()
    assert "Écrivez d’abord la lettre de l’étape 3." in launched or "questions" in launched
    letter = reverse("desk:letter", args=["rentree", "fr"])
    assert client.get(letter + "?step=2").status_code == 404  # a call has no letter
    for which in ("?step=3&version=a", "?step=1&version=b"):
        assert client.post(letter + which, WORDS).status_code == 302
    assert set(LetterTemplate.objects.values_list("place", "version")) == {(1, "a"), (1, "b"), (3, "a")}
    whole = client.get(reverse("desk:campaign", args=["rentree"])).content.decode()
    assert "6 jours ouvrés après" in whole


def test_results_are_counts_and_leave_as_a_file(campaign: Campaign, dominique: Person, source, ines: Member) -> None:
    make_sent(campaign, dominique, "<letter@atelier-nord.example>")
    for number in range(6):
        make_sent(
            campaign,
            make_person(source, email=f"p{number}@grand.example", company=f"G{number}"),
            f"<{number}@x.example>",
        )
    receive(campaign.organisation, answer("Parlons-en."), received_at=NOON, at=NOON)
    (whole,) = funnel(campaign.organisation, campaign=campaign)
    assert (whole.aimed, whole.handed, whole.delivered, whole.answered) == (7, 7, 7, 1)
    domains = funnel(campaign.organisation, by="domain", campaign=campaign)
    assert [(line.key, line.aimed) for line in domains] == [(("grand.example",), 6), (("",), 1)]
    client = signed_in(ines)
    for address in (reverse("desk:campaign_funnel", args=["rentree"]), reverse("desk:campaigns_results")):
        page = client.get(address).content.decode()
        assert "grand.example" in page
        assert "kermeur.example" not in page  # one person is no domain
    source.name = "=2+2 salon"
    source.save()
    sheet = b"".join(client.get(reverse("desk:results_export", args=["source"])).streaming_content).decode()
    assert sheet.splitlines()[0].startswith("\ufeffsource;aimed;refused")
    assert "\r\n=2" not in sheet
    assert ";7;" in sheet
    assert client.get(reverse("desk:funnel_export", args=["rentree", "people"])).status_code == 404


def test_two_versions_are_judged_once_and_late(
    campaign: Campaign, dominique: Person, alix: Member, monkeypatch
) -> None:
    make_sent(campaign, dominique, "<letter@atelier-nord.example>")
    other = make_person(campaign.source, email="p@autre.example", company="Autre")
    second = make_sent(campaign, other, "<second@x.example>")
    second.version = "b"
    second.save()
    client, page = signed_in(alix), reverse("desk:campaign_funnel", args=["rentree"])
    assert "pas encore" in client.get(page).content.decode()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON + timedelta(days=15))
    assert "trop peu de réponses" in signed_in(alix).get(page).content.decode()


def test_what_is_left_to_humans_waits_in_a_list(alix: Member, bruno: Member, dominique: Person, organisation) -> None:
    client, page = signed_in(alix), reverse("desk:tasks")
    assert "Rien ne vous attend." in client.get(page).content.decode()
    about_her = reverse("desk:task_new") + f"?person={dominique.pk}"
    assert (
        client.post(
            about_her, {"kind": "call", "what": "Rappeler", "due_on": "2026-11-20", "owner": alix.pk}
        ).status_code
        == 302
    )
    task = Task.objects.get()
    assert (task.person, task.owner, task.created_by) == (dominique, alix, alix)
    shown = client.get(page).content.decode()
    assert "1 tâche aurait dû être faite." in shown
    object_to(organisation, dominique, origin="phone", heard_at=NOON, at=NOON)
    assert "opposition" in client.get(page).content.decode()
    assert "Rappeler" not in signed_in(bruno).get(page).content.decode()
    assert "Rappeler" in signed_in(bruno).get(page + "?whose=all").content.decode()
    client.post(reverse("desk:task_later", args=[task.pk]), {"due_on": "2026-11-25", "owner": bruno.pk})
    client.post(reverse("desk:task_done", args=[task.pk]), {"outcome": "unreached", "note": ""})
    assert (
        "déjà"
        in client.post(reverse("desk:task_done", args=[task.pk]), {"outcome": "done"}, follow=True).content.decode()
    )
    task.refresh_from_db()
    assert (task.outcome, task.owner) == ("unreached", bruno)


def test_lists_cost_the_same_for_one_and_for_thirty(
    alix: Member, source, organisation, django_assert_max_num_queries
) -> None:
    client, page = signed_in(alix), reverse("desk:tasks")
    for number in range(30):
        her = make_person(source, email=f"p{number}@societe{number}.example")
        open_task(organisation, kind="free", what="Voir", due_on=TODAY, person=her, owner=alix, at=NOON)
        if number == 0:
            client.get(page)
            with django_assert_max_num_queries(14):
                client.get(page)
    with django_assert_max_num_queries(14):
        client.get(page)


def test_chloe_finds_none_of_it(maison_sud: House, campaign: Campaign, dominique: Person, alix: Member) -> None:
    task = open_task(alix.organisation, kind="free", what="Voir", due_on=TODAY, person=dominique, at=NOON)
    client: Client = signed_in(maison_sud.members["chloe"])
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0, "type": "totp"}]
    session.save()
    for name, args in (
        ("campaign_steps", ["rentree"]),
        ("campaign_funnel", ["rentree"]),
        ("funnel_export", ["rentree", "step"]),
    ):
        assert client.get(reverse(f"desk:{name}", args=args)).status_code in {302, 404}
    client.post(reverse("desk:task_done", args=[task.pk]), {"outcome": "done"})
    task.refresh_from_db()
    assert task.done_at is None
