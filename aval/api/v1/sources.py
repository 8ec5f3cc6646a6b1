"""Where people come from."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from aval.accounts.permissions import Action
from aval.api.keys import needs
from aval.api.pages import Page, Slice, page
from aval.api.shapes import Asked, Code, Line, Text
from aval.clearance.quarantine import examine_all
from aval.prospects.models import Source
from aval.prospects.sources import declare_source, describe_supplier, resume_source, suspend_source

router = Router(tags=["sources"])
Count = Annotated[int, Field(ge=0, lt=2**31)]


class Supplier(Asked):
    """What was asked of the supplier, and checked by us."""

    contract_reference: Annotated[Line, Field(max_length=200)] = ""
    contract_on: date | None = None
    lawful_collection_checked: bool | None = None
    captures_seen: bool | None = None
    partner_list_names_us: bool | None = None
    partner_list_on: date | None = None
    sample_size: Count | None = None
    sample_valid: Count | None = None
    audited_on: date | None = None
    processing_country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "FR"
    safeguard: Annotated[Line, Field(max_length=200)] = ""
    notes: Text = ""


class NewSource(Asked):
    """A source to declare; `name` is what the person will read."""

    code: Code
    name: Line
    kind: Source.Kind
    collection_mode: Source.Mode
    basis: Source.Basis
    address_origin: Source.AddressOrigin
    holder: Line = ""
    holder_siren: Line = ""
    reference: Line = ""
    collected_on: date
    visible_to_everyone: bool | None = None
    refusal_mark: bool | None = None
    extraction_forbidden: bool | None = None
    optout_offered: bool | None = None
    notice_given_on: date | None = None
    supplier: Supplier | None = None


class SourceShown(Schema):
    """A source as declared; suspended, nothing that rests on it leaves."""

    code: str
    name: str
    kind: str
    collection_mode: str
    basis: str
    address_origin: str
    holder: str
    holder_siren: str
    reference: str
    collected_on: date
    suspended_at: datetime | None
    suspended_why: str
    created_at: datetime


class Why(Asked):
    """A reason, written down."""

    why: Annotated[Line, Field(min_length=1, max_length=300)]


def find(request: HttpRequest, code: str) -> Source:
    """The source of this organisation, or 404."""
    return get_object_or_404(Source.objects.of(request.organisation), code=code)


@router.get("", response=Page[SourceShown])
@needs("read")
def list_sources(request: HttpRequest, cut: Slice) -> Any:
    """Every source."""
    return page(Source.objects.of(request.organisation), cut)


@router.post("", response={201: SourceShown})
@needs("write", Action.DECLARE_SOURCE)
def declare(request: HttpRequest, new: NewSource) -> Any:
    """Declare a source. No source, no import."""
    fields = new.dict(exclude={"supplier"})
    supplier = new.supplier.dict() if new.supplier else None
    made = declare_source(request.organisation, by=request.member, at=timezone.now(), supplier=supplier, **fields)
    return Status(201, made)


@router.get("/{slug:code}", response=SourceShown)
@needs("read")
def read_source(request: HttpRequest, code: str) -> Any:
    """One source."""
    return find(request, code)


@router.put("/{slug:code}/supplier", response=Supplier)
@needs("write", Action.CHECK_SUPPLIER)
def check_supplier(request: HttpRequest, code: str, supplier: Supplier) -> Any:
    """Write down what was asked of the supplier and what was checked; each change is kept."""
    told = describe_supplier(find(request, code), by=request.member, at=timezone.now(), **supplier.dict())
    examine_all(request.organisation, at=timezone.now())
    return told


@router.post("/{slug:code}/suspend", response=SourceShown)
@needs("write", Action.PAUSE)
def suspend(request: HttpRequest, code: str, reason: Why) -> Any:
    """Stop everything that rests on this source, at once."""
    source = find(request, code)
    suspend_source(source, why=reason.why, by=request.member, at=timezone.now())
    return find(request, code)


@router.post("/{slug:code}/resume", response=SourceShown)
@needs("write", Action.CHECK_SUPPLIER)
def resume(request: HttpRequest, code: str, reason: Why) -> Any:
    """Lift a suspension."""
    source = find(request, code)
    resume_source(source, why=reason.why, by=request.member, at=timezone.now())
    return find(request, code)
