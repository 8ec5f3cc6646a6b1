"""The screening page: who may, who may not, why, and what a human answers."""

import pytest
from django.test import Client
from django.urls import reverse

from aval.accounts.models import Member, Organisation, Role
from aval.campaigns.models import Offer
from aval.clearance.models import HumanDecision, Screening
from aval.prospects.models import ContactPoint, Person, Source
from tests.cast import House, make_person
from tests.journeys.test_desk import signed_in


@pytest.fixture
def manager(organisation: Organisation) -> Member:
    return Member.objects.create_user("maud@atelier-nord.example", organisation=organisation, role=Role.MANAGER)


@pytest.fixture
def mona(source: Source) -> Person:
    """A head nurse: the payroll software does not concern her."""
    return make_person(
        source,
        first_name="Mona",
        last_name="Le Goff",
        email="mona@pins.example",
        title="Cadre de santé",
        function="sante",
    )


def ask(client: Client, source: Source, offer: Offer) -> Screening:
    answer = client.post(
        reverse("desk:screening_new"), {"source": source.code, "offer": offer.code, "channel": "email"}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    return Screening.objects.get()


def test_a_list_is_screened_and_each_refusal_explained(
    alix: Member, source: Source, offer: Offer, dominique: Person, mona: Person
) -> None:
    client = signed_in(alix)
    screening = ask(client, source, offer)
    page = client.get(reverse("desk:screening", args=[screening.pk])).content.decode()
    assert "1 personne peut recevoir cette lettre" in page
    assert "Vasseur" in page
    assert "Le Goff" in page
    assert "ne concerne pas sa fonction" in page
    assert "Ce qui débloque" in page
    assert "Santé" in page, "the fact kept is said in words"


def test_one_finds_a_person_a_verdict_a_reason(
    alix: Member, source: Source, offer: Offer, dominique: Person, mona: Person
) -> None:
    client = signed_in(alix)
    address = reverse("desk:screening", args=[ask(client, source, offer).pk])

    def names(**asked: str) -> set[str]:
        lines = client.get(address, asked).context["page"].lines
        return {line.point.person.last_name for line in lines}

    assert names() == {"Vasseur", "Le Goff"}
    assert names(verdict="allow") == {"Vasseur"}
    assert names(finding="function-outside") == {"Le Goff"}
    assert names(q="vass") == {"Vasseur"}
    assert names(start="zzz", point="zzz") == {"Vasseur", "Le Goff"}


def test_a_person_erased_since_keeps_her_line(
    alix: Member, source: Source, offer: Offer, dominique: Person, mona: Person
) -> None:
    client = signed_in(alix)
    screening = ask(client, source, offer)
    mona.delete()
    page = client.get(reverse("desk:screening", args=[screening.pk])).content.decode()
    assert "effacée depuis" in page
    assert "Le Goff" not in page


def test_who_may_export_gets_one_line_a_person(
    manager: Member, alix: Member, source: Source, offer: Offer, dominique: Person, mona: Person
) -> None:
    screening = ask(signed_in(alix), source, offer)
    address = reverse("desk:screening_export", args=[screening.pk])
    assert signed_in(alix).get(address).status_code == 403
    lines = signed_in(manager).get(address).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "Le Goff" in "".join(lines)


def test_a_named_member_answers_with_a_reason(
    manager: Member, alix: Member, source: Source, offer: Offer, dominique: Person
) -> None:
    screening = ask(signed_in(alix), source, offer)
    point = ContactPoint.objects.get(person=dominique)
    address = reverse("desk:screening_settle", args=[screening.pk, point.pk])
    given = {"finding": "sole-trader", "allow": "yes", "reason": "Il vend des logiciels de paie.", "same_title": ""}
    assert signed_in(alix).post(address, given).status_code == 403
    client = signed_in(manager)
    client.post(address, given | {"reason": " "})
    assert not HumanDecision.objects.exists()
    client.post(address, given)
    decision = HumanDecision.objects.get()
    assert (decision.decided_by, decision.allow, decision.finding) == (manager, True, "sole-trader")


def test_another_house_sees_no_screening(
    chloe: Member, maison_sud: House, alix: Member, source: Source, offer: Offer, dominique: Person
) -> None:
    screening = ask(signed_in(alix), source, offer)
    stranger = Member.objects.create_user(
        "cyril@maison-sud.example", organisation=maison_sud.organisation, role="manager"
    )
    client = signed_in(stranger)
    for page in ("screening", "screening_export"):
        assert client.get(reverse(f"desk:{page}", args=[screening.pk])).status_code == 404
    theirs = {"source": source.code, "offer": offer.code, "channel": "email"}
    assert set(client.post(reverse("desk:screening_new"), theirs).context["form"].errors) == {"source", "offer"}


def test_the_page_costs_the_same_for_two_or_for_many(
    alix: Member, source: Source, offer: Offer, dominique: Person, django_assert_max_num_queries: object
) -> None:
    client = signed_in(alix)
    address = reverse("desk:screening", args=[ask(client, source, offer).pk])
    with django_assert_max_num_queries(30) as few:
        client.get(address)
    count = len(few)
    for _ in range(30):
        make_person(source)
    Screening.objects.all().delete()
    address = reverse("desk:screening", args=[ask(client, source, offer).pk])
    with django_assert_max_num_queries(count):
        client.get(address)


@pytest.mark.parametrize("code", ["function-outside", "objected", "sole-trader"])
def test_each_reason_has_its_page(alix: Member, code: str) -> None:
    answer = signed_in(alix).get(reverse("desk:why", args=[code]))
    assert answer.status_code == 200
    assert "Ce qui débloquerait" in answer.content.decode()


def test_a_reason_nobody_gives_has_none(alix: Member) -> None:
    assert signed_in(alix).get(reverse("desk:why", args=["parce-que"])).status_code == 404
