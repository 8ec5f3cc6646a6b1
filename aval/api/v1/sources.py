"""Where people come from."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema

from aval.accounts.permissions import Action
from aval.api.keys import needs
from aval.api.pages import Page, page
from aval.prospects.models import Source
from aval.prospects.sources import declare_source, resume_source, suspend_source

router = Router(tags=["sources"])


class Supplier(Schema):
    """What was asked of the supplier, and checked by us."""

    contract_reference: str = ""
    contract_on: date | None = None
    lawful_collection_checked: bool | None = None
    captures_seen: bool | None = None
    partner_list_names_us: bool | None = None
    partner_list_on: date | None = None
    sample_size: int | None = None
    sample_valid: int | None = None
    audited_on: date | None = None
    processing_country: str = "FR"
    safeguard: str = ""
    notes: str = ""


class NewSource(Schema):
    """A source to declare; `name` is what the person will read."""

    code: str
    name: str
    kind: str
    collection_mode: str
    basis: str
    address_origin: str
    holder: str = ""
    holder_siren: str = ""
    reference: str = ""
    collected_on: date
    visible_to_everyone: bool | None = None
    refusal_mark: bool | None = None
    optout_offered: bool | None = None
    notice_given_on: date | None = None
    supplier: Supplier | None = None


class Why(Schema):
    """A reason, written down."""

    why: str


def shown(source: Source) -> dict[str, Any]:
    names = ("id", "code", "name", "kind", "collection_mode", "basis", "address_origin", "holder", "collected_on", "suspended_at")
    return {name: getattr(source, name) for name in names}


@router.get("", response=Page)
@needs("read")
def all_sources(request: HttpRequest, cursor: int = 0, limit: int = 100) -> Page:
    return page(Source.objects.of(request.organisation), cursor, limit, shown)


@router.post("", response={201: dict[str, Any]})
@needs("write", Action.DECLARE_SOURCE)
def declare(request: HttpRequest, new: NewSource) -> tuple[int, dict[str, Any]]:
    fields = new.dict(exclude={"supplier"})
    supplier = new.supplier.dict() if new.supplier else None
    source = declare_source(request.organisation, by=request.member, at=timezone.now(), supplier=supplier, **fields)
    return 201, shown(source)


@router.get("/{code}", response=dict[str, Any])
@needs("read")
def one_source(request: HttpRequest, code: str) -> dict[str, Any]:
    return shown(get_object_or_404(Source.objects.of(request.organisation), code=code))


@router.post("/{code}/suspend", response=dict[str, Any])
@needs("write", Action.CHECK_SUPPLIER)
def suspend(request: HttpRequest, code: str, reason: Why) -> dict[str, Any]:
    source = get_object_or_404(Source.objects.of(request.organisation), code=code)
    suspend_source(source, why=reason.why, by=request.member, at=timezone.now())
    source.refresh_from_db()
    return shown(source)


@router.post("/{code}/resume", response=dict[str, Any])
@needs("write", Action.CHECK_SUPPLIER)
def resume(request: HttpRequest, code: str, reason: Why) -> dict[str, Any]:
    source = get_object_or_404(Source.objects.of(request.organisation), code=code)
    resume_source(source, why=reason.why, by=request.member, at=timezone.now())
    source.refresh_from_db()
    return shown(source)
