"""Declaring where people come from. No source, no import; a source names somebody."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from stdnum.fr import siren as siren_rules

from aval import evidence
from aval.accounts.models import Member, Organisation
from aval.prospects.models import Source, SupplierFile

# « un organisme spécialisé dans l’enrichissement » told nobody anything (SAN-2022-021 EDF).
VAGUE = re.compile(
    r"\b(nos|un|une|des|our|a|some)\s+(partenaires?|fournisseurs?|prestataires?|organismes?|soci[ée]t[ée]s?|partners?|suppliers?|providers?)\b"
    r"|\b(partenaires? commercia(l|ux)|organisme sp[ée]cialis[ée]|base de donn[ée]es|internet|web|divers|inconnue?|unknown|various)\s*$",
    re.IGNORECASE,
)
FROM_SOMEBODY = {Source.Kind.BOUGHT, Source.Kind.RENTED, Source.Kind.PARTNER, Source.Kind.ACQUIRED}
WITH_A_PAGE = {Source.Kind.PUBLIC_REGISTER, Source.Kind.PUBLIC_WEB, Source.Kind.SOCIAL_NETWORK}
MAY_BE_UNKNOWN = {field.name for field in Source._meta.concrete_fields if field.null}  # noqa: SLF001  Django's own door


def names_somebody(name: str, kind: str, holder: str) -> bool:
    """Would the person know, from this name, who had her address? A file from somebody names that somebody."""
    told = holder if kind in FROM_SOMEBODY else name
    return bool(told.strip()) and not VAGUE.search(told) and not VAGUE.search(name)


def _check(source: Source) -> None:
    errors: dict[str, str] = {}
    if not names_somebody(source.name, source.kind, source.holder):
        field = "holder" if source.kind in FROM_SOMEBODY and not source.holder.strip() else "name"
        errors[field] = _(
            "Nommez précisément qui tenait ces adresses : c’est ce que la personne lira (art. 14(2)(f) RGPD)."
        )
    if source.holder_siren and not siren_rules.is_valid(source.holder_siren):
        errors["holder_siren"] = _("Ce SIREN n’est pas valable : neuf chiffres, le dernier est une clé.")
    if source.kind in WITH_A_PAGE and not source.reference:
        errors["reference"] = _("Donnez l’adresse de la page où ces données ont été relevées.")
    if Source.objects.of(source.organisation_id).filter(code=source.code).exclude(pk=source.pk).exists():
        errors["code"] = _("Ce code est déjà celui d’une autre liste.")
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def declare_source(
    organisation: Organisation,
    *,
    by: Member | None,
    at: datetime,
    supplier: Mapping[str, Any] | None = None,
    **fields: Any,
) -> Source:
    """Declare a source, with what was asked of its supplier when there is one; `ValidationError` names the fields."""
    source = Source(organisation=organisation, created_at=at, created_by=by, **fields)
    source.clean_fields(exclude=MAY_BE_UNKNOWN)
    if source.collected_on > localdate(at):
        raise ValidationError({"collected_on": _("Cette date est dans l’avenir.")})
    _check(source)
    source.save()
    if supplier is not None:
        SupplierFile.objects.create(organisation=organisation, source=source, **supplier)
    payload = {
        "source": source.code,
        "name": source.name,
        "kind": source.kind,
        "basis": source.basis,
        "by": by.pk if by else None,
    }
    evidence.record(organisation.pk, "source:declared", payload, at=at)
    return source


@transaction.atomic
def describe_supplier(source: Source, *, by: Member | None, at: datetime, **fields: Any) -> SupplierFile:
    """Write down what was asked of the supplier and checked; each change is an entry of evidence."""
    file, _created = SupplierFile.objects.of(source.organisation_id).update_or_create(
        source=source, defaults={"organisation_id": source.organisation_id, **fields}
    )
    told = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in fields.items()}
    payload = {"source": source.code, "supplier": told, "by": by.pk if by else None}
    evidence.record(source.organisation_id, "supplier:recorded", payload, at=at)
    return file


@transaction.atomic
def suspend_source(source: Source, *, why: str, by: Member | None, at: datetime) -> None:
    """Stop everything that rests on this source, at once: the next claim reads it."""
    Source.objects.of(source.organisation_id).filter(pk=source.pk).update(suspended_at=at, suspended_why=why[:300])
    payload = {"source": source.code, "why": why, "by": by.pk if by else None}
    evidence.record(source.organisation_id, "source:suspended", payload, at=at)


@transaction.atomic
def resume_source(source: Source, *, why: str, by: Member | None, at: datetime) -> None:
    """Lift a suspension, with a reason."""
    Source.objects.of(source.organisation_id).filter(pk=source.pk).update(suspended_at=None, suspended_why="")
    payload = {"source": source.code, "why": why, "by": by.pk if by else None}
    evidence.record(source.organisation_id, "source:resumed", payload, at=at)
