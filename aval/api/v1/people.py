"""People known, and where each came from."""

from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from aval.accounts import permissions
from aval.accounts.permissions import Action
from aval.api.keys import needs
from aval.api.pages import Page, Slice, page
from aval.api.shapes import Line, Number
from aval.prospects.classification import Refusal, normalise_email
from aval.prospects.models import ContactPoint, Person, Provenance

router = Router(tags=["people"])


class CompanyShown(Schema):
    """An employer."""

    name: str
    siren: str | None
    legal_form: str | None
    naf: str | None
    sector: str | None
    country: str


class ContactPointShown(Schema):
    """An address or number, what kind of recipient it is, and the codes that say why."""

    id: int
    medium: str
    value: str
    recipient_kind: str
    address_kind: str
    confidence: float | None
    why: str
    unreachable_since: datetime | None


class PersonShown(Schema):
    """What is held about one person."""

    id: int
    first_name: str
    last_name: str
    title: str
    function: str | None
    seniority: str | None
    function_confidence: float | None
    country: str
    language: str
    informed_at: datetime | None
    restricted_at: datetime | None
    company: CompanyShown | None
    contact_points: list[ContactPointShown]
    sources: list[str]

    @staticmethod
    def resolve_sources(person: Person) -> list[str]:
        return [one.source.code for one in person.provenances.all()]


@router.get("", response=Page[PersonShown])
@needs("read")
def list_people(request: HttpRequest, cut: Slice, source: Line = "", email: Line = "") -> Any:
    """Everybody, or those of a source: this is an export, and asks that right. By address: whoever bears it."""
    if not email:
        permissions.require(request.member, Action.EXPORT)
    rows = known(request)
    if source:
        here = Provenance.objects.of(request.organisation).filter(source__code=source)
        rows = rows.filter(pk__in=here.values("person"))
    if email:
        seen = normalise_email(email)
        bears = ContactPoint.objects.of(request.organisation).filter(
            medium="email", normal="" if isinstance(seen, Refusal) else seen.normal
        )
        rows = rows.filter(pk__in=bears.values("person"))
    return page(rows, cut)


@router.get("/{int:number}", response=PersonShown)
@needs("read")
def read_person(request: HttpRequest, number: Number) -> Any:
    """One person."""
    return get_object_or_404(known(request), pk=number)


def known(request: HttpRequest) -> "QuerySet[Person]":
    """The people of this organisation, with what is shown of them."""
    ours = request.organisation
    points = ContactPoint.objects.of(ours).order_by("medium", "pk")
    provenances = Provenance.objects.of(ours).select_related("source").order_by("received_at")
    rows = Person.objects.of(ours).filter(quarantined=False).select_related("company")
    return rows.prefetch_related(
        Prefetch("contact_points", queryset=points), Prefetch("provenances", queryset=provenances)
    )
