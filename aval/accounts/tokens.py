"""Keys for machines: made once, shown once, kept as a digest, good for a time."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from aval import evidence
from aval.accounts.models import Member, Organisation, Token

PREFIX = "aval_"
LONGEST = 365  # days a key is good for


@transaction.atomic
def make_token(
    member: Member, *, name: str, scopes: Sequence[str], by: Member | None, at: datetime, days: int = LONGEST
) -> tuple[Token, str]:
    """A key that acts as `member`; the secret is returned and never seen again. `ValidationError` names the fields.

    256 random bits need no slow hash: what is kept is their SHA-256.
    """
    errors: dict[str, str] = {}
    if not name.strip():
        errors["name"] = _("Dites à quoi servira cette clé.")
    if not scopes or set(scopes) - set(Token.Scope.values):
        errors["scopes"] = _("Au moins une portée, parmi : %(known)s.") % {"known": ", ".join(Token.Scope.values)}
    if not 1 <= days <= LONGEST:
        errors["days"] = _("Une clé vaut de 1 à %(days)s jours.") % {"days": LONGEST}
    if not member.is_active:
        errors["member"] = _("Le compte de ce membre est fermé.")
    if errors:
        raise ValidationError(errors)
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        organisation_id=member.organisation_id,
        name=name.strip()[:100],
        digest=digest_of(secret),
        scopes=sorted(set(scopes)),
        member=member,
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    told = {"token": token.pk, "name": token.name, "scopes": token.scopes, "member": member.pk}
    dates = {"expires_at": token.expires_at.isoformat(), "by": by.pk if by else None}
    evidence.record(member.organisation_id, "token:made", told | dates, at=at)
    return token, secret


def read_token(secret: str, *, at: datetime) -> Token | None:
    """The key this secret opens, if it is still good and its member still works here."""
    usable = Token.objects.filter(revoked_at__isnull=True, expires_at__gt=at, member__is_active=True)
    return usable.select_related("member", "organisation").filter(digest=digest_of(secret)).first()


@transaction.atomic
def revoke_token(organisation: Organisation, number: int, *, by: Member | None, at: datetime) -> bool:
    """Shut a key of this organisation for good; False when there is none, or it was shut before."""
    open_ones = Token.objects.of(organisation).filter(pk=number, revoked_at__isnull=True)
    if not open_ones.update(revoked_at=at):
        return False
    evidence.record(organisation.pk, "token:revoked", {"token": number, "by": by.pk if by else None}, at=at)
    return True


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
