"""Setting Aval up: an organisation and its brands. Each change is in evidence."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from stdnum.exceptions import ValidationError as NotANumber
from stdnum.fr import siren as sirens

from aval import evidence
from aval.accounts.models import Brand, Member, Organisation

SHOWN = ("legal_name", "postal_address", "telephone", "mailbox")  # in every message


def read_siren(text: str) -> str:
    """The nine digits of a SIREN; `ValidationError` when they are not nine or their key (Luhn) is wrong."""
    try:
        return sirens.validate(text)
    except NotANumber as why:
        raise ValidationError(
            {"siren": _("Ce SIREN n’existe pas : neuf chiffres, dont le dernier est une clé.")}
        ) from why


@transaction.atomic
def set_up_organisation(
    *, at: datetime, siren: str, by: Member | None = None, **identity: str
) -> tuple[Organisation, bool]:
    """The controller of this SIREN, made or brought up to date, and whether anything changed.

    `identity` holds text fields of `Organisation`. Those every message must show (art. 13 and 14 GDPR,
    art. L. 34-5 CPCE) may not be empty: `ValidationError`, field by field.
    """
    siren = read_siren(siren)
    found = Organisation.objects.filter(siren=siren).first()
    organisation = found or Organisation(siren=siren, created_at=at)
    changed = {name: value.strip() for name, value in identity.items() if getattr(organisation, name) != value.strip()}
    for name, value in changed.items():
        setattr(organisation, name, value)
    missing = {name: _("À renseigner : chaque message le montre.") for name in SHOWN if not getattr(organisation, name)}
    if missing:
        raise ValidationError(missing)
    organisation.full_clean()
    if found and not changed:
        return organisation, False
    organisation.save()
    kind = "organisation:changed" if found else "organisation:created"
    evidence.record(organisation.pk, kind, {"siren": siren, **changed, "by": by and by.pk}, at=at)
    return organisation, True


@transaction.atomic
def declare_brand(
    organisation: Organisation,
    *,
    name: str,
    sender_email: str,
    at: datetime,
    sender_name: str = "",
    reply_to: str = "",
    by: Member | None = None,
) -> Brand:
    """The advertiser of this name, made once; its code is its name, simplified. `ValidationError` on a wrong address."""
    code = slugify(name)[:40]
    if not code:
        raise ValidationError({"name": _("Un nom commercial contient au moins une lettre.")})
    if found := Brand.objects.of(organisation).filter(code=code).first():
        return found
    validate_email(sender_email)
    brand = Brand.objects.create(
        organisation=organisation,
        code=code,
        name=name,
        sender_name=sender_name or name,
        sender_email=sender_email,
        reply_to=reply_to or organisation.mailbox,
    )
    told = {"brand": code, "name": name, "sender_email": sender_email, "by": by and by.pk}
    evidence.record(organisation.pk, "brand:declared", told, at=at)
    return brand
