"""Members come, change role, leave."""

import pytest
from django.core.exceptions import ValidationError

from aval.accounts.members import add_member, change_member
from aval.accounts.models import Member, Role
from aval.evidence.models import Entry
from tests.cast import NOON, House

pytestmark = pytest.mark.django_db


def test_member_belongs_to_one_organisation_only(atelier_nord: House, maison_sud: House) -> None:
    with pytest.raises(ValidationError):
        add_member(maison_sud.organisation, email="Alix@atelier-nord.example", role=Role.SELLER, at=NOON)
    assert Member.objects.filter(organisation=maison_sud.organisation).count() == 1


def test_member_without_password_cannot_sign_in(atelier_nord: House) -> None:
    member = add_member(atelier_nord.organisation, email="nina@atelier-nord.example", role=Role.MANAGER, at=NOON)
    assert not member.has_usable_password()


def test_member_changes_role(bruno: Member, administrator: Member) -> None:
    change_member(bruno, role=Role.MANAGER, by=administrator, at=NOON)
    bruno.refresh_from_db()
    assert bruno.role == Role.MANAGER
    last = Entry.objects.filter(ledger=bruno.organisation_id).latest("seq")
    assert (last.kind, last.subject) == ("member:changed", f"member:{bruno.pk}")


def test_nothing_changed_is_nothing_recorded(bruno: Member, administrator: Member) -> None:
    before = Entry.objects.count()
    change_member(bruno, role=Role.SELLER, by=administrator, at=NOON)
    assert Entry.objects.count() == before


@pytest.mark.parametrize("change", [{"role": Role.SELLER}, {"active": False}])
def test_last_administrator_stays(administrator: Member, chloe: Member, change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        change_member(administrator, by=administrator, at=NOON, **change)
    administrator.refresh_from_db()
    assert administrator.is_active
    assert administrator.role == Role.ADMINISTRATOR


def test_administrator_leaves_when_another_stays(administrator: Member, bruno: Member) -> None:
    change_member(bruno, role=Role.ADMINISTRATOR, by=administrator, at=NOON)
    change_member(administrator, active=False, by=bruno, at=NOON)
    administrator.refresh_from_db()
    assert not administrator.is_active
