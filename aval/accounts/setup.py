"""Setting Aval up: an organisation, its brands, its members."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from stdnum.exceptions import ValidationError as NotANumber
from stdnum.fr import siren as sirens

from aval.accounts.models import Brand, Member, Organisation, Role

IDENTITY = ("legal_name", "siren", "postal_address", "telephone", "mailbox")


def read_siren(text: str) -> str:
    """The nine digits of a SIREN; `ValidationError` when they are not nine or their key (Luhn) is wrong."""
    try:
        return sirens.validate(text)
    except NotANumber as why:
        raise ValidationError(
            {"siren": _("Ce SIREN n’existe pas : neuf chiffres, dont le dernier est une clé.")}
        ) from why


@transaction.atomic
def set_up_organisation(*, at: datetime, siren: str, **identity: str) -> tuple[Organisation, bool]:
    """The controller of this SIREN, made or brought up to date, and whether anything changed.

    `identity` holds fields of `Organisation`; those every message must show (art. 14 GDPR, art. L. 34-5 CPCE) may not be empty.
    """
    siren = read_siren(siren)
    found = Organisation.objects.filter(siren=siren).first()
    organisation = found or Organisation(siren=siren, created_at=at)
    before = {name: getattr(organisation, name) for name in identity}
    for name, value in identity.items():
        setattr(organisation, name, value.strip())
    missing = {
        name: _("À renseigner : chaque message le montre.") for name in IDENTITY if not getattr(organisation, name)
    }
    if missing:
        raise ValidationError(missing)
    organisation.full_clean(exclude=["dpo_email"] if not organisation.dpo_email else [])
    changed = found is None or any(getattr(organisation, name) != value for name, value in before.items())
    if changed:
        organisation.save()
    return organisation, changed


def add_brand(
    organisation: Organisation, *, name: str, sender_email: str, sender_name: str = "", reply_to: str = ""
) -> Brand:
    """The advertiser of this name, made once; its code is its name, simplified."""
    validate_email(sender_email)
    brand, _made = Brand.objects.of(organisation).get_or_create(
        organisation=organisation,
        code=slugify(name)[:40],
        defaults={
            "name": name,
            "sender_name": sender_name or name,
            "sender_email": sender_email,
            "reply_to": reply_to or organisation.mailbox,
        },
    )
    return brand


def add_member(
    organisation: Organisation,
    *,
    email: str,
    role: Role,
    password: str | None = None,
    first_name: str = "",
    last_name: str = "",
) -> Member:
    """A new member of this organisation; `ValidationError` when the address is wrong or already somebody's.

    Without a password she cannot sign in until she chooses one by the « mot de passe oublié » page.
    """
    validate_email(email)
    if Member.objects.filter(email=email.lower()).exists():
        raise ValidationError({"email": _("Cette adresse est déjà celle d’un membre.")})
    return Member.objects.create_user(
        email, password, organisation=organisation, role=role, first_name=first_name, last_name=last_name
    )
