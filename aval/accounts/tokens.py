"""Keys for machines: made once, shown once, kept as a digest, short-lived by default."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from aval import evidence
from aval.accounts.models import Member, Token

PREFIX = "aval_"
LIFE = timedelta(days=365)


@transaction.atomic
def make_token(member: Member, *, name: str, scopes: Sequence[str], by: Member, at: datetime) -> tuple[Token, str]:
    """A key that acts as `member`; the secret is returned and never seen again. `ValueError` on an unknown scope."""
    if not scopes or set(scopes) - set(Token.Scope.values):
        raise ValueError(f"scopes: {sorted(scopes)}")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        organisation=member.organisation,
        name=name,
        digest=digest_of(secret),
        scopes=sorted(set(scopes)),
        member=member,
        created_at=at,
        expires_at=at + LIFE,
    )
    told = {"token": token.pk, "name": name, "scopes": token.scopes, "member": member.pk, "by": by.pk}
    evidence.record(member.organisation_id, "token:made", told, at=at)
    return token, secret


def read_token(secret: str, *, at: datetime) -> Token | None:
    """The key this secret opens, if it is still good and its member still works here."""
    usable = Token.objects.filter(revoked_at__isnull=True, expires_at__gt=at, member__is_active=True)
    return usable.select_related("member", "organisation").filter(digest=digest_of(secret)).first()


@transaction.atomic
def revoke_token(token: Token, *, by: Member, at: datetime) -> None:
    """Shut a key for good."""
    Token.objects.of(token.organisation_id).filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=at)
    evidence.record(token.organisation_id, "token:revoked", {"token": token.pk, "by": by.pk}, at=at)


def digest_of(secret: str) -> str:
    """What is kept of a secret: 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
