"""Mail programs click all at once: each click is on the disk before its answer, one commit for those that come together."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from aval.accounts.models import Member
from aval.evidence import verify_live
from aval.portal.clicking import CLICKS, _stop, click
from aval.prospects.links import link_token
from aval.prospects.models import ContactPoint, Objection, Person, Source
from tests.cast import make_person

CLICK = "List-Unsubscribe=One-Click"
FORM = "application/x-www-form-urlencoded"


def link_of(person: Person) -> str:
    point = person.contact_points.get()
    return f"/d/{link_token(person.organisation_id, point.pk)}"


@pytest.mark.django_db(transaction=True)
def test_thirty_clicks_at_once_are_thirty_objections(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    links = [link_of(make_person(source)) for _ in range(30)]
    commits: list[int] = []
    monkeypatch.setattr(CLICKS, "_write_all", lambda clicks: (commits.append(len(clicks)), _stop(clicks)))

    def clicked(link: str) -> int:
        answer = Client().post(f"{link}/stop", CLICK, content_type=FORM)
        connections.close_all()
        return answer.status_code

    with ThreadPoolExecutor(15) as many:
        assert set(many.map(clicked, links)) == {200}
    assert Objection.objects.of(source.organisation).filter(kind="email", channel="email").count() == 30
    assert sum(commits) == 30
    assert len(commits) < 30
    assert verify_live(source.organisation_id).ok


@pytest.mark.django_db
def test_a_click_says_it_once_and_for_her_alone(dominique: Person, source: Source) -> None:
    other = make_person(source)
    for _again in range(3):
        Client().post(f"{link_of(dominique)}/stop", CLICK, content_type=FORM)
    assert set(Objection.objects.values_list("person", "kind", "channel", "origin")) == {
        (dominique.pk, "email", "email", "one_click"),
        (dominique.pk, "identity", "email", "one_click"),
    }
    assert not Objection.objects.filter(person=other).exists()


@pytest.mark.django_db
def test_a_click_about_nobody_any_more_is_heard(dominique: Person) -> None:
    link = link_of(dominique)
    ContactPoint.objects.all().delete()
    assert Client().post(f"{link}/stop", CLICK, content_type=FORM).status_code == 200
    assert not Objection.objects.exists()


@pytest.mark.django_db
def test_a_click_of_one_house_never_stops_another(dominique: Person, chloe: Member) -> None:
    before = Objection.objects.count()
    token = link_token(chloe.organisation_id, dominique.contact_points.get().pk)
    assert click(token, at=timezone.now())
    assert Objection.objects.count() == before


@pytest.mark.django_db
def test_a_click_costs_the_same_few_queries(dominique: Person, django_assert_max_num_queries: object) -> None:
    Client().post(f"{link_of(dominique)}/stop", CLICK, content_type=FORM)
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        Client().post(f"{link_of(dominique)}/stop", CLICK, content_type=FORM)


@pytest.mark.django_db(transaction=True)
def test_what_the_base_refuses_is_told_to_each(dominique: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_clicks: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(CLICKS, "_write_all", broken)
    with pytest.raises(OSError, match="disk full"):
        Client().post(f"{link_of(dominique)}/stop", CLICK, content_type=FORM)
    monkeypatch.undo()
    assert Client().post(f"{link_of(dominique)}/stop", CLICK, content_type=FORM).status_code == 200
