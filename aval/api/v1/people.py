"""People known, and objections heard."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema

from aval.accounts.permissions import Action
from aval.api.keys import needs
from aval.api.pages import Page, page
from aval.api.problems import Problem
from aval.prospects.models import Objection, Person
from aval.prospects.objecting import CHANNELS, SCOPES, NotObjectable, object_to

router = Router(tags=["people"])


class Heard(Schema):
    """Somebody said stop: to what address or number, on which channel ("" for all), how it was heard."""

    value: str
    channel: str = ""
    scope: str = "person"
    origin: str = Objection.Origin.SPOKEN
    heard_at: datetime | None = None


def shown(person: Person) -> dict[str, Any]:
    names = ("id", "first_name", "last_name", "title", "function", "seniority", "country", "language", "informed_at")
    points = [
        {"id": one.pk, "medium": one.medium, "value": one.value, "recipient_kind": one.recipient_kind, "why": one.why}
        for one in person.contact_points.all()
    ]
    company = person.company
    employer = {"name": company.name, "siren": company.siren, "sector": company.sector} if company else None
    sources = [one.source.code for one in person.provenances.all()]
    return {name: getattr(person, name) for name in names} | {
        "company": employer,
        "contact_points": points,
        "sources": sources,
    }


@router.get("", response=Page)
@needs("read")
def all_people(request: HttpRequest, cursor: int = 0, limit: int = 100, source: str = "", email: str = "") -> Page:
    rows = Person.objects.of(request.organisation)
    if source:
        rows = rows.filter(provenances__source__code=source)
    if email:
        rows = rows.filter(contact_points__normal=email.strip().lower())
    known = rows.distinct().select_related("company").prefetch_related("contact_points", "provenances__source")
    return page(known, cursor, limit, shown)


@router.get("/{int:number}", response=dict[str, Any])
@needs("read")
def one_person(request: HttpRequest, number: int) -> dict[str, Any]:
    return shown(get_object_or_404(Person.objects.of(request.organisation).select_related("company"), pk=number))


@router.post("/objections", response={201: dict[str, Any]})
@needs("write", Action.RECORD_OBJECTION)
def objection(request: HttpRequest, heard: Heard) -> tuple[int, dict[str, Any]]:
    if heard.scope not in SCOPES or heard.channel not in {"", *CHANNELS} or heard.origin not in Objection.Origin.values:
        raise Problem(422, "invalid", _("Portée, canal ou origine inconnus."))
    at = timezone.now()
    try:
        receipt = object_to(
            request.organisation,
            heard.value,
            channel=heard.channel,
            scope=heard.scope,
            origin=heard.origin,
            heard_at=heard.heard_at or at,
            at=at,
            by=request.member,
        )
    except NotObjectable as why:
        raise Problem(422, why.code, _("Cette adresse ou ce numéro ne se lit pas.")) from why
    names = ("ledger", "entry", "heard_at", "recorded_at", "channel", "scope", "repeated")
    return 201, {name: getattr(receipt, name) for name in names}
