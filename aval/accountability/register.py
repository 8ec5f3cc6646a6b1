"""The register of processing (art. 30 GDPR), computed from what the system really does, beside what was declared.

Purposes are words (`register.toml`); everything else is read: which tables hold people, where they came from, who
receives, where, for how long, behind what. A version is signed as it stood; a difference since is a finding (`drift`).
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from aval import evidence
from aval.accountability.models import RegisterVersion
from aval.accounts.models import Member, Organisation, Processor, Role, Token
from aval.accounts.processors import EEA
from aval.law.parameters import all_parameters
from aval.law.readings.page import period
from aval.post.models import Hook, Mailbox, MailServer
from aval.prospects.holdings import LABELS, Holding, holdings, lifetimes
from aval.prospects.models import Source, SupplierFile
from aval.rights.models import Recipient

LISTS = (
    "data",
    "tables",
    "sources",
    "recipients",
    "transfers",
    "retention",
    "security",
)  # what may drift, item by item
UNDECLARED = "undeclared"


@dataclass(frozen=True, slots=True)
class Drift:
    """One difference between the version signed last and today: `what` appeared or disappeared, in which column."""

    activity: str
    column: str
    what: str
    appeared: bool


@cache
def activities() -> Mapping[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("register.toml").read_text(encoding="utf-8"))


def register(organisation: Organisation, *, at: datetime, language: str = "fr") -> dict[str, dict[str, Any]]:
    """activity -> its line, as JSON, in French or English. Tables no activity claims stand under `undeclared`."""
    with translation.override(language):
        lines = {code: _line(organisation, code, at, language) for code in activities()}
        left = [
            holding
            for holding in holdings()
            if not any(_label(holding) in one["tables"] for one in activities().values())
        ]
        if left:
            lines[UNDECLARED] = {"name": _("Tables que nul traitement ne déclare"), **_held(left)}
        return lines


def _label(holding: Holding) -> str:
    return holding.model._meta.label_lower  # noqa: SLF001  so Django calls it


def _line(organisation: Organisation, code: str, at: datetime, language: str) -> dict[str, Any]:
    told = activities()[code]
    mine = [holding for holding in holdings() if _label(holding) in told["tables"]]
    held = _held(mine)
    if code == "members":
        held = {"data": [_("Identité"), _("Coordonnées"), _("Journaux")], "tables": ["accounts.member"]}
    return {
        **told[language],
        **held,
        "sources": _sources(organisation) if code in {"prospecting", "forms"} else [],
        "recipients": _recipients(organisation),
        "transfers": _transfers(organisation) if code == "prospecting" else [],
        "retention": _retention(mine, at),
        "security": security(organisation),
    }


def _held(mine: list[Holding]) -> dict[str, list[str]]:
    categories = dict.fromkeys(str(LABELS[holding.category]) for holding in mine)
    return {"data": list(categories), "tables": sorted(_label(holding) for holding in mine)}


def _sources(organisation: Organisation) -> list[str]:
    rows = Source.objects.of(organisation).order_by("name")
    return [f"{source.name} ({source.get_kind_display()})" for source in rows]


def _recipients(organisation: Organisation) -> list[str]:
    roles = Member.objects.filter(organisation=organisation, is_active=True).values_list("role", flat=True).distinct()
    inside = sorted(str(Role(role).label) for role in roles)
    servers = MailServer.objects.of(organisation).values_list("host", flat=True)
    boxes = Mailbox.objects.of(organisation).exclude(host="").values_list("host", flat=True)
    hooks = {hook.get_provider_display() for hook in Hook.objects.of(organisation)}
    keys = Token.objects.of(organisation).filter(revoked_at=None).values_list("name", flat=True)
    named = Recipient.objects.of(organisation).filter(until__isnull=True)
    outside = {_("serveur de messagerie %(host)s") % {"host": host} for host in {*servers, *boxes}}
    outside |= {_("prestataire d’envoi %(name)s") % {"name": name} for name in hooks}
    outside |= {_("programme relié « %(name)s »") % {"name": name} for name in keys}
    outside |= {f"{one.name} ({one.get_kind_display()})" for one in named}
    outside |= {f"{one.name} ({one.get_service_display()})" for one in Processor.objects.of(organisation)}
    return inside + sorted(outside)


def _transfers(organisation: Organisation) -> list[str]:
    files = SupplierFile.objects.of(organisation).exclude(processing_country__in=EEA).select_related("source")
    away = Processor.objects.of(organisation).exclude(country__in=EEA).exclude(country="")
    bare = _("sans garantie")
    return sorted(
        [f"{one.source.name} : {one.processing_country}, {one.safeguard or bare}" for one in files]
        + [f"{one.name} : {one.country}, {one.get_safeguard_display() if one.safeguard else bare}" for one in away]
    )


def _retention(mine: list[Holding], at: datetime) -> list[str]:
    kept = all_parameters()["retention_prospect"]
    language = translation.get_language() or "fr"
    label = kept.en if language == "en" else kept.fr
    lasts = [f"{label} : {period(kept.on(localdate(at)), language)}"] if mine else []
    tables = {holding.model for holding in mine}
    days = _("jours")
    return lasts + [f"{one.label} : {one.days} {days}. {one.because}" for one in lifetimes() if one.model in tables]


def security(organisation: Organisation) -> list[str]:
    """What protects the data, as the settings in force say: nothing is claimed that is not read."""
    members = Member.objects.filter(organisation=organisation, is_active=True)
    measures = [
        _("mots de passe hachés par une fonction lente, second facteur exigé des administrateurs"),
        _("droits selon le rôle, %(roles)d rôles en service") % {"roles": members.values("role").distinct().count()},
        _("journal de preuves scellé, vérifiable hors de l’outil"),
        _("empreintes à clé, la clé hors de la base"),
    ]
    if settings.AVAL_URL.startswith("https://"):
        measures.append(_("pages servies en HTTPS"))
    servers = MailServer.objects.of(organisation)
    if servers.exists() and not servers.filter(security=MailServer.Security.NONE).exists():
        measures.append(_("messages remis par une connexion chiffrée"))
    return measures


@transaction.atomic
def sign_register(organisation: Organisation, *, by: Member, at: datetime) -> RegisterVersion:
    """Keep the register as it stands, as the declared one."""
    last = last_version(organisation)
    content = register(organisation, at=at)
    number = last.number + 1 if last else 1
    told = {"version": number, "activities": sorted(content), "by": by.pk}
    place = evidence.record(organisation.pk, "register:signed", told, at=at)
    return RegisterVersion.objects.create(
        organisation=organisation, number=number, content=content, signed_by=by, signed_at=at, evidence=place
    )


def last_version(organisation: Organisation) -> RegisterVersion | None:
    """The register as last declared."""
    return RegisterVersion.objects.of(organisation).order_by("-number").first()


def drift(organisation: Organisation, *, at: datetime) -> list[Drift]:
    """What the system does and nobody declared, or the reverse; empty when declared equals real. Never declared: all of it."""
    last = last_version(organisation)
    return list(_differences(last.content if last else {}, register(organisation, at=at)))


def _differences(declared: Mapping[str, Any], real: Mapping[str, Any]) -> Iterator[Drift]:
    for activity in sorted({*declared, *real}):
        for column in LISTS:
            before = set(declared.get(activity, {}).get(column, ()))
            now = set(real.get(activity, {}).get(column, ()))
            yield from (Drift(activity, column, what, appeared=True) for what in sorted(now - before))
            yield from (Drift(activity, column, what, appeared=False) for what in sorted(before - now))
