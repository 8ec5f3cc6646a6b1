"""What comes back, in one queue; and the pictures of what went out and came back."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from aval.accounts.models import Member, Role
from aval.campaigns.models import Task
from aval.campaigns.offers import aim_of
from aval.campaigns.tasks import open_task
from aval.clearance.screening import screen
from aval.desk.inbox import late_work, queue
from aval.post.models import Return
from aval.post.returns.receiving import receive
from aval.prospects.stages import Code, move_to, stage_of
from aval.rights.cases import open_case
from tests.cast import NOON, TODAY, make_person
from tests.journeys.test_desk import signed_in

pytestmark = pytest.mark.django_db
WORDS = b"From: %s\nSubject: Re: La paie\nMessage-ID: <%s>\n\nCela nous interesse, appelez-moi."


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    cache.clear()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


@pytest.fixture
def seller(alix: Member) -> Client:
    return signed_in(alix)


def answered(person, at) -> Return:
    address = person.contact_points.filter(medium="email").first().value.encode()
    return receive(person.organisation, WORDS % (address, b"a%d@x.example" % person.pk), received_at=at, at=at)


def full(dominique, alix, bruno, source) -> None:
    """One of each sort."""
    answered(dominique, NOON - timedelta(days=2))
    other = make_person(source, first_name="Zoé", last_name="Autre", email="zoe.autre@ville.example")
    open_case(
        alix.organisation, "access", door="letter", received_at=NOON, at=NOON, person=other, said="Que savez-vous ?"
    )
    open_task(
        alix.organisation, kind="call", what="Rappeler pour le devis", due_on=TODAY, at=NOON, person=other, owner=alix
    )
    open_task(
        alix.organisation, kind="free", what="Celle de Bruno", due_on=TODAY - timedelta(days=3), at=NOON, owner=bruno
    )
    move_to(dominique, Code.MEETING, at=NOON - timedelta(days=1), by=alix, meeting_at=NOON)
    move_to(other, Code.NOT_NOW, at=NOON - timedelta(days=9), by=alix, reason="budget gelé", next_on=TODAY)


def test_one_queue_late_first_hers_and_nobodys(seller: Client, dominique, alix, bruno, source) -> None:
    full(dominique, alix, bruno, source)
    lines = queue(alix.organisation, NOON, alix)
    assert [line.key for line in lines][:1] == ["reply"]
    assert {line.key for line in lines} >= {"reply", "task", "meeting", "follow"}
    assert "Celle de Bruno" not in {line.said for line in lines}
    assert "Celle de Bruno" in {line.said for line in queue(alix.organisation, NOON, bruno)}
    assert "case" in {line.key for line in queue(alix.organisation, NOON)}
    assert late_work(alix.organisation, NOON) == 2
    page = seller.get(reverse("desk:inbox")).content.decode()
    for said in ("en retard", "Rappeler pour le devis", 'accesskey="1"', 'class="badge"'):
        assert said in page, said
    assert "attendent depuis trop longtemps" in seller.get(reverse("desk:home")).content.decode()


def test_a_reply_is_settled_from_the_queue_and_opens_the_conversation(seller: Client, dominique) -> None:
    row = answered(dominique, NOON)
    sort = reverse("desk:reply_sort", args=[row.pk])
    answer = seller.post(sort, {"sorting": "interested", "back": "inbox"})
    assert answer["Location"] == reverse("desk:inbox")
    assert stage_of(dominique).code == Code.TALKING
    assert "Tout le monde a sa réponse" in seller.get(reverse("desk:inbox")).content.decode()


def test_a_task_is_settled_from_the_queue_once(seller: Client, alix) -> None:
    task = open_task(alix.organisation, kind="free", what="Écrire", due_on=TODAY, at=NOON)
    url = reverse("desk:inbox_task", args=[task.pk])
    assert seller.post(url, {"outcome": "rien"}).status_code == 404
    seller.post(url, {"outcome": "done"})
    assert Task.objects.get().outcome == "done"
    assert "déjà fait" in seller.post(url, {"outcome": "dropped"}, follow=True).content.decode()
    assert Task.objects.get().outcome == "done"


def test_the_queue_costs_the_same_whatever_waits(
    seller: Client, dominique, alix, bruno, source, django_assert_max_num_queries
) -> None:
    full(dominique, alix, bruno, source)
    for number in range(6):
        answered(
            make_person(source, first_name="Q", last_name=f"M{number}", email=f"q.m{number}@ville{number}.example"),
            NOON,
        )
    with django_assert_max_num_queries(14):
        assert seller.get(reverse("desk:inbox"), {"who": "all"}).status_code == 200


def test_each_picture_has_its_sentence_its_table_and_its_file(
    seller: Client, dominique, alix, bruno, source, offer
) -> None:
    full(dominique, alix, bruno, source)
    screen(alix.organisation, aim=aim_of(offer, TODAY), channel="email", source=source, at=NOON, asked_by=alix)
    answer = seller.get(reverse("desk:figures"))
    page = answer.content.decode()
    for figure in answer.context["figures"]:
        assert figure.sentence in answer.context["figures"][0].sentence or len(figure.sentence) > 20
        lines = (
            b"".join(seller.get(reverse("desk:figure_csv", args=[figure.code])).streaming_content)
            .decode()
            .strip()
            .split("\r\n")
        )
        assert len(lines) == 1 + len(figure.rows), figure.code
    assert page.count("<svg") >= 7
    assert "style=" not in page
    assert seller.get("/chiffres/rien.csv").status_code == 404


def test_another_house_sees_none_of_it(dominique, alix, bruno, source, maison_sud) -> None:
    full(dominique, alix, bruno, source)
    hers = maison_sud.members["chloe"]
    hers.role = Role.SELLER
    hers.save()
    chloe = signed_in(hers)
    page = chloe.get(reverse("desk:inbox"), {"who": "all"}).content.decode()
    assert "Tout le monde a sa réponse" in page
    assert 'class="badge"' not in page
    assert (
        chloe.post(reverse("desk:inbox_task", args=[Task.objects.first().pk]), {"outcome": "done"}).status_code == 404
    )
