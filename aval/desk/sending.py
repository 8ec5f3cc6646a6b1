"""What the page of a brand's sending shows: servers with their day, keys with their records, checks by subject."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

from aval.accounts.models import Brand
from aval.post.caps import cap_on
from aval.post.domain_checks import CHECKS
from aval.post.domains import Said, say_check
from aval.post.models import DomainCheck, MailServer, ServerDay, SigningKey
from aval.post.signing import name_of, record


@dataclass(frozen=True, slots=True)
class Shown:
    """One server today: what it was given, what it may be given, whether it rests."""

    server: MailServer
    given: int
    cap: int | None
    rests: bool


def servers_of(brand: Brand, at: datetime) -> list[Shown]:
    """The servers of a brand, in order. Two queries."""
    today = localtime(at).date()
    servers = list(MailServer.objects.of(brand.organisation_id).filter(brand=brand).order_by("pk"))
    given = dict(
        ServerDay.objects.of(brand.organisation_id)
        .filter(server__in=servers, on=today)
        .values_list("server", "messages")
    )
    return [
        Shown(one, given.get(one.pk, 0), cap_on(one, today), bool(one.rests_until and one.rests_until > at))
        for one in servers
    ]


@dataclass(frozen=True, slots=True)
class Key:
    """One key, and what to publish."""

    key: SigningKey
    name: str
    record: str


def keys_of(brand: Brand) -> list[Key]:
    """The keys of a brand that were not retired, the newest first."""
    keys = SigningKey.objects.of(brand.organisation_id).filter(brand=brand, retired_at__isnull=True)
    return [Key(key, name_of(key), record(key)) for key in keys.order_by("-pk")]


def groups_of(check: DomainCheck | None, language: str) -> list[tuple[str, list[Said]]]:
    """The findings of a check by subject, in the order one mends them."""
    said = say_check(check, language) if check else []
    groups = [[one for one in said if one.check == name] for name in CHECKS]
    return [(group[0].title, group) for group in groups if group]
