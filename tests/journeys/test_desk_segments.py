"""Building a filter without JavaScript, keeping it, and aiming with it: it narrows, the law decides."""

import pytest
from django.test import Client
from django.urls import reverse

from aval.accounts.models import Member, Role
from aval.campaigns.models import Campaign
from aval.clearance.models import Screening
from aval.desk import finding
from aval.post.attempts import aim_attempts
from aval.post.models import Attempt
from aval.prospects import segments
from aval.prospects.models import Company, Person, Segment
from aval.prospects.objecting import object_to
from tests.cast import NOON, make_person
from tests.journeys.test_desk import signed_in

pytestmark = pytest.mark.django_db
QUERIES = 16  # of a segment page: session, member, organisation, breaches, choices, count, people and what a line shows


@pytest.fixture
def people(source) -> list[Person]:
    made = [make_person(source, first_name="P", last_name=f"N{n}", email=f"p.n{n}@ville{n}.example") for n in range(6)]
    for number, person in enumerate(made):
        Company.objects.filter(people=person).update(city=["Lille", "Lyon"][number % 2])
    return made


@pytest.fixture
def seller(alix: Member) -> Client:
    return signed_in(alix)


def kept(client: Client) -> Segment:
    answer = client.post(reverse("desk:segment_new") + "?city=Lille", {"name": "Lille"})
    assert answer.status_code == 302, answer.context["form"].errors
    return Segment.objects.get()


def test_a_filter_is_built_counted_and_kept(seller: Client, people) -> None:
    page = seller.get(reverse("desk:segment_new")).content.decode()
    assert "6 personnes" in page
    page = seller.get(reverse("desk:segment_new"), {"city": "lille, Metz", "city.except": "1"}).content.decode()
    assert "3 personnes" in page
    assert "Ville : sauf lille ou Metz" in page
    row = kept(seller)
    assert row.rules == [{"about": "city", "is": ["Lille"]}]
    page = seller.get(reverse("desk:segment", args=[row.code])).content.decode()
    assert "Lille : 3 personnes" in page
    assert "P N0" in page
    assert "P N1" not in page
    assert "P N1" not in seller.get(reverse("desk:people"), {"segment": row.code}).content.decode()
    seller.post(reverse("desk:segment_drop", args=[row.code]))
    assert "Aucun filtre" in seller.get(reverse("desk:segments")).content.decode()


def test_it_narrows_a_screening_and_a_campaign_and_the_law_decides(seller: Client, people, offer, source, alix) -> None:
    row = kept(seller)
    object_to(alix.organisation, people[0].contact_points.get(), origin="spoken", heard_at=NOON, at=NOON)
    asked = {"offer": offer.code, "source": source.code, "segment": row.code}
    seller.post(reverse("desk:screening_new"), asked | {"channel": "email"})
    screening = Screening.objects.get()
    assert (screening.people, screening.segment) == (3, row)
    assert "objected-person" in screening.reasons or screening.refuse >= 1
    seller.post(reverse("desk:campaign_new"), asked | {"name": "Lille"})
    campaign = Campaign.objects.get()
    assert campaign.segment == row
    assert aim_attempts(campaign, NOON) == 3
    assert set(Attempt.objects.values_list("person", flat=True)) == {people[n].pk for n in (0, 2, 4)}


def test_its_pages_cost_the_same_whatever_is_there(
    seller: Client, people, source, django_assert_max_num_queries
) -> None:
    row = kept(seller)
    for number in range(8):
        make_person(source, first_name="Q", last_name=f"M{number}", email=f"q.m{number}@ville{number}.example")
    for url in (
        reverse("desk:segment", args=[row.code]),
        reverse("desk:segment_new") + "?city=Lille",
        reverse("desk:segments"),
    ):
        with django_assert_max_num_queries(QUERIES):
            assert seller.get(url).status_code == 200


def test_a_large_base_is_read_stretch_by_stretch(seller: Client, people, monkeypatch) -> None:
    row = kept(seller)
    monkeypatch.setattr(segments, "SMALL", 2)
    monkeypatch.setattr(finding, "SMALL", 2)
    monkeypatch.setattr(finding, "STRETCH", 2)
    found, after, pages = set(), "", 0
    while pages == 0 or after:
        page = seller.get(reverse("desk:segment", args=[row.code]), {"after": after} if after else {})
        found |= {person.pk for person in page.context["slice"].rows}
        after, pages = page.context["slice"].after, pages + 1
    assert found == {people[n].pk for n in (0, 2, 4)}
    assert pages > 1
    assert "environ" in seller.get(reverse("desk:segment", args=[row.code])).content.decode()


def test_another_house_sees_none_of_it(seller: Client, people, maison_sud) -> None:
    row = kept(seller)
    hers = maison_sud.members["chloe"]
    hers.role = Role.SELLER
    hers.save()
    chloe = signed_in(hers)
    assert chloe.get(reverse("desk:segment", args=[row.code])).status_code == 404
    assert "Lille" not in chloe.get(reverse("desk:segments")).content.decode()
