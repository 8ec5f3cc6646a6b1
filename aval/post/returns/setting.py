"""Mailboxes declared and changed: the password sealed, the change proved."""

from datetime import datetime

from django.db import transaction

from aval import evidence
from aval.accounts.models import Brand, Member
from aval.post.models import Mailbox
from aval.post.servers import seal_password


def set_mailbox(
    brand: Brand,
    *,
    code: str,
    kind: str,
    host: str,
    port: int,
    security: str,
    username: str,
    password: str | None,
    folder: str,
    at: datetime,
    by: Member | None,
) -> Mailbox:
    """The mailbox of this code, as told; without `password`, the one it has is kept. Another server is read from its start."""
    organisation = brand.organisation
    with transaction.atomic():
        mailbox = Mailbox.objects.of(organisation).filter(code=code).first() or Mailbox(
            organisation=organisation, code=code
        )
        if (mailbox.host, mailbox.username, mailbox.folder, mailbox.kind) != (host, username, folder, kind):
            mailbox.seen = ""
        mailbox.brand, mailbox.kind, mailbox.host, mailbox.port = brand, kind, host, port
        mailbox.security, mailbox.username, mailbox.folder = security, username, folder
        if password:
            mailbox.password = seal_password(password, organisation.pk)
        mailbox.save()
        told = {"mailbox": code, "kind": kind, "host": host, "by": by.pk if by else None}
        evidence.record(organisation.pk, "mailbox:changed", told, at=at)
    return mailbox
