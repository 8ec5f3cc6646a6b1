"""Who looked at whose record is written, kept its time, looked over; an auditor comes for a time and changes nothing."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from aval.accounts.members import add_member, close_expired
from aval.accounts.models import Member, Role
from aval.prospects.holdings import lifetimes
from aval.prospects.models import Consultation
from aval.rights.access import read_access
from aval.rights.cases import open_case
from aval.rights.erasing import forget
from aval.rights.retention import drop
from tests.cast import NOON
from tests.journeys.test_desk import signed_in
from tests.rooms.api.conftest import key_of  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db


def told(member: Member) -> list[tuple[str, int | None, bool]]:
    return list(Consultation.objects.filter(member=member).order_by("pk").values_list("what", "person", "by_program"))


def test_each_opening_is_written_and_no_refusal_is(alix: Member, dominique, chloe: Member, key_of) -> None:  # noqa: F811
    seller = signed_in(alix)
    case = open_case(alix.organisation, "access", door="letter", received_at=NOON, at=NOON, person=dominique)
    page = reverse("desk:person", args=[dominique.pk])
    seller.get(page)
    seller.get(reverse("desk:case", args=[case.pk]))
    seller.get(reverse("desk:people"), {"q": "dominique"})
    seller.get(reverse("desk:settings"))
    assert told(alix) == [("person", dominique.pk, False), ("case", dominique.pk, False), ("people", None, False)]
    assert signed_in(chloe).get(page).status_code in {302, 404}
    assert told(chloe) == []
    key_of(alix).get(f"/people/{dominique.pk}")
    assert told(alix)[-1] == ("person", dominique.pk, True)
    assert "dominique" not in str(list(Consultation.objects.values())).lower()  # never what was read


def test_the_officer_looks_it_over(ines: Member, alix: Member, dominique) -> None:
    signed_in(alix).get(reverse("desk:person", args=[dominique.pk]))
    officer = signed_in(ines)
    page = officer.get(reverse("desk:consultations")).content.decode()
    assert alix.email in page
    assert "Personne n’a encore relu" in page
    officer.post(reverse("desk:consultations_review"), {"said": "Rien d’étrange."})
    assert "a été relu le" in officer.get(reverse("desk:consultations")).content.decode()
    assert signed_in(alix).get(reverse("desk:consultations")).status_code == 403


def test_it_is_told_to_her_and_leads_to_nobody_once_she_is_erased(alix: Member, dominique, organisation) -> None:
    signed_in(alix).get(reverse("desk:person", args=[dominique.pk]))
    rows = [
        row
        for part in read_access(dominique, at=NOON, language="fr").parts
        if "consultation" in part.name
        for row in part.rows
    ]
    assert len(rows) == 1
    assert alix.email not in str(rows)
    forget(dominique, at=timezone.now(), by=alix)
    assert Consultation.objects.get().person is None


def test_it_is_kept_its_time(alix: Member, organisation, dominique) -> None:
    kept = next(one for one in lifetimes() if one.model is Consultation)
    assert 183 <= kept.days <= 366
    for days in (1, kept.days + 1):
        Consultation.objects.create(
            organisation=organisation, member=alix, what="person", person=dominique, at=NOON - timedelta(days=days)
        )
    drop(organisation, NOON)
    assert Consultation.objects.count() == 1


def test_an_auditor_comes_for_a_time(organisation, administrator: Member, key_of) -> None:  # noqa: F811
    today = timezone.localdate()
    for until in (None, today - timedelta(days=1), today + timedelta(days=400)):
        with pytest.raises(ValidationError):
            add_member(organisation, email="a@audit.example", role=Role.AUDITOR, at=timezone.now(), until_on=until)
    auditor = add_member(
        organisation, email="a@audit.example", role=Role.AUDITOR, at=timezone.now(), until_on=today, by=administrator
    )
    reader, key = signed_in(auditor), key_of(auditor)
    assert reader.get(reverse("desk:inspection")).status_code == 200
    assert reader.post(reverse("desk:inspection_run")).status_code == 403
    assert key.get("/sources").status_code == 200
    Member.objects.filter(pk=auditor.pk).update(until_on=today - timedelta(days=1))
    answer = reader.get(reverse("desk:inspection"))
    assert (answer.status_code, "login" in answer.url or "connexion" in answer.url) == (302, True)
    assert key.get("/sources").status_code == 401
    assert close_expired(organisation, timezone.now()) == 1
    assert not Member.objects.get(pk=auditor.pk).is_active
