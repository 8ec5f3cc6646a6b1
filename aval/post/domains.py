"""Whether a brand may write from its domain: checked by asking the world, before the first letter and every day after."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import resources

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aval import evidence
from aval.accounts.models import Brand, Organisation
from aval.post.dns import Dns, Silent
from aval.post.domain_checks import Found, look_at
from aval.post.models import DomainCheck, MailServer
from aval.post.servers import is_local
from aval.post.signing import domain_of

EVERY = timedelta(hours=12)  # the daily round comes once a day
BELIEVED = timedelta(days=3)  # how long a good check holds when the DNS has fallen silent


@dataclass(frozen=True, slots=True)
class Said:
    """One finding in words: what was found, and how to mend it when it is not well."""

    check: str
    ok: bool | None
    title: str
    says: str
    mend: str
    found: str


def check_domain(brand: Brand, at: datetime) -> DomainCheck | None:
    """Ask the world about this brand's domain, and keep the answer; None when every letter stays on this machine.

    Raises `Silent` when the DNS does not answer: what was known before still holds.
    """
    servers = list(MailServer.objects.of(brand.organisation_id).filter(brand=brand).order_by("pk"))
    if all(is_local(server.host) and not server.provider for server in servers):
        return None
    found = look_at(brand, servers, Dns())
    return keep_check(brand, found, at)


@transaction.atomic
def keep_check(brand: Brand, found: list[Found], at: datetime) -> DomainCheck:
    """Keep what was found; an entry of evidence when it is not what it was."""
    before = last_check(brand)
    check = DomainCheck.objects.create(
        organisation=brand.organisation,
        brand=brand,
        domain=domain_of(brand),
        checked_at=at,
        passed=not any(one.ok is False for one in found),
        findings=[one.row() for one in found],
    )
    codes = [one.code for one in found]
    if before is None or before.domain != check.domain or [one["code"] for one in before.findings] != codes:
        told = {"domain": check.domain, "passed": check.passed, "found": codes}
        evidence.record(brand.organisation_id, "domain:checked", told, at=at)
    return check


def last_check(brand: Brand) -> DomainCheck | None:
    """What was found last."""
    return DomainCheck.objects.of(brand.organisation_id).filter(brand=brand).order_by("-checked_at", "-pk").first()


def what_bars(brand: Brand, at: datetime) -> str:
    """Why nothing may leave from this domain, in a sentence; empty when nothing bars. Asks the world if never asked."""
    check = last_check(brand)
    if check is None or check.domain != domain_of(brand):
        try:
            check = check_domain(brand, at)
        except Silent:
            return _("Le DNS ne répond pas : le domaine {domain} n’a pas pu être vérifié.").format(
                domain=domain_of(brand)
            )
    if check is None:
        return ""
    if not check.passed:
        wrong = [one.says for one in say_check(check, get_language() or "fr") if one.ok is False]
        return _("Le domaine {domain} ne peut pas encore écrire. {why}").format(
            domain=check.domain, why=" ".join(wrong)
        )
    if at - check.checked_at > BELIEVED:
        return _("Le domaine {domain} n’a pas été vérifié depuis trois jours.").format(domain=check.domain)
    return ""


def check_due(organisation: Organisation, at: datetime) -> int:
    """Check again the domains whose letters leave this machine; how many were asked about. Done every day."""
    brands = Brand.objects.of(organisation).filter(mail_servers__isnull=False).select_related("organisation").distinct()
    asked = 0
    for brand in brands.order_by("pk"):
        last = last_check(brand)
        if last is None or at - last.checked_at >= EVERY:
            try:
                asked += check_domain(brand, at) is not None
            except Silent:
                continue
    return asked


def say_check(check: DomainCheck, language: str) -> list[Said]:
    """The findings of a check, in `fr` or `en`."""
    return [say(Found(**row), language) for row in check.findings]


def say(found: Found, language: str) -> Said:
    """One finding in words."""
    words = sentences()["fr" if language.startswith("fr") else "en"]
    told = words[found.code]
    return Said(found.check, found.ok, words["titles"][found.check], told["says"], told.get("mend", ""), found.found)


@cache
def sentences() -> Mapping[str, Mapping]:
    """The table of sentences, by language and code."""
    text = resources.files("aval.post").joinpath("domain_wording.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
