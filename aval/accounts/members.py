"""Members come, change role, leave; an organisation never loses its last administrator."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from aval import evidence
from aval.accounts.models import Member, Organisation, Role

LONGEST = timedelta(days=365)  # of an auditor's access


@transaction.atomic
def add_member(
    organisation: Organisation,
    *,
    email: str,
    role: Role,
    at: datetime,
    password: str | None = None,
    first_name: str = "",
    last_name: str = "",
    by: Member | None = None,
    until_on: date | None = None,
) -> Member:
    """A new member of this organisation; `ValidationError` when the address is wrong or already somebody's.

    An auditor comes for a time: `until_on`, a year away at most, is asked of her (`LONGEST`).

    Without a password she cannot sign in until she chooses one by the « mot de passe oublié » page.
    """
    validate_email(email)
    if Member.objects.filter(email=email.lower()).exists():
        raise ValidationError({"email": _("Cette adresse est déjà celle d’un membre.")})
    _check_time(role, until_on, at)
    member = Member.objects.create_user(
        email,
        password,
        organisation=organisation,
        role=role,
        first_name=first_name,
        last_name=last_name,
        until_on=until_on,
    )
    _record(member, "member:added", by, at)
    return member


def _check_time(role: Role, until_on: date | None, at: datetime) -> None:
    today = localdate(at)
    if role == Role.AUDITOR and (until_on is None or not today <= until_on <= today + LONGEST):
        raise ValidationError(
            {"until_on": _("Un auditeur vient pour un temps : donnez son dernier jour, dans l’année.")}
        )


def is_over(member: Member, on: date) -> bool:
    """Whether the time she was given has passed."""
    return member.until_on is not None and member.until_on < on


def close_expired(organisation: Organisation, at: datetime) -> int:
    """Close the accounts whose time has passed; how many."""
    over = list(organisation.members.filter(is_active=True, until_on__lt=localdate(at)))
    for member in over:
        change_member(member, at=at, by=None, active=False)
    return len(over)


@transaction.atomic
def change_member(
    member: Member, *, at: datetime, by: Member | None, role: Role | None = None, active: bool | None = None
) -> None:
    """Another role, a departure (`active=False`) or a return. `ValidationError` for the last administrator."""
    role = Role(member.role) if role is None else role
    active = member.is_active if active is None else active
    others = member.organisation.members.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True)
    if not (active and role == Role.ADMINISTRATOR) and not others.exclude(pk=member.pk).exists():
        raise ValidationError(_("Une organisation garde au moins un administrateur."))
    if (role, active) == (member.role, member.is_active):
        return
    member.role, member.is_active = role, active
    member.save(update_fields=["role", "is_active"])
    _record(member, "member:changed", by, at)


def _record(member: Member, kind: str, by: Member | None, at: datetime) -> None:
    told = {"member": member.pk, "role": str(member.role), "active": member.is_active, "by": by and by.pk}
    if member.until_on:
        told["until_on"] = member.until_on.isoformat()
    evidence.record(member.organisation_id, kind, told, at=at, subject=f"member:{member.pk}")
