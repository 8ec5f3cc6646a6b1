"""Those who handle data for us, and whether a connector may go by them (art. 28 GDPR)."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Field, Router, Schema, Status

from aval.accounts.models import Processor
from aval.accounts.permissions import Action
from aval.accounts.processors import change_processor, declare_processor, resume_processor, suspend_processor, usable
from aval.api.keys import needs
from aval.api.pages import Page, Slice, page
from aval.api.shapes import Asked, Code, Line, Text
from aval.api.v1.sources import Why

router = Router(tags=["processors"])


class ProcessorFile(Asked):
    """The file of a processor. `clauses`: those of art. 28(3) its contract holds; all of them are needed."""

    name: Annotated[Line, Field(min_length=1, max_length=200)]
    service: Processor.Service
    contract_reference: Annotated[Line, Field(max_length=200)] = ""
    signed_on: date | None = None
    clauses: Annotated[list[Code], Field(max_length=20)] = []
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    safeguard: Processor.Safeguard = Processor.Safeguard.NONE
    safeguard_reference: Annotated[Line, Field(max_length=200)] = ""
    assessed_on: date | None = None
    subprocessors: Text = ""
    ends_on: date | None = None
    deletion_proof: Annotated[Line, Field(max_length=300)] = ""
    deleted_on: date | None = None


class Reason(Schema):
    """What keeps it from being used, and how to mend it."""

    code: str
    article: str
    text: str
    mend: str


class ProcessorShown(Schema):
    """A processor; `usable` today or the reasons it is not."""

    code: str
    name: str
    service: str
    contract_reference: str
    signed_on: date | None
    clauses: list[str]
    country: str
    safeguard: str
    safeguard_reference: str
    assessed_on: date | None
    subprocessors: str
    ends_on: date | None
    deletion_proof: str
    deleted_on: date | None
    suspended_at: datetime | None
    suspended_why: str
    usable: bool
    reasons: list[Reason]

    @staticmethod
    def resolve_usable(row: Processor) -> bool:
        return not usable(row, timezone.localdate())

    @staticmethod
    def resolve_reasons(row: Processor) -> list[dict[str, str]]:
        language = get_language() or "fr"
        return [
            {"code": one.code, "article": one.article, "text": one.say(language), "mend": one.mend(language)}
            for one in usable(row, timezone.localdate())
        ]


def find(request: HttpRequest, code: str) -> Processor:
    """The processor of this organisation, or 404."""
    return get_object_or_404(Processor.objects.of(request.organisation), code=code)


@router.get("", response=Page[ProcessorShown])
@needs("read")
def list_processors(request: HttpRequest, cut: Slice) -> Any:
    """Every processor."""
    return page(Processor.objects.of(request.organisation), cut)


@router.post("", response={201: ProcessorShown})
@needs("write", Action.DECLARE_PROCESSOR)
def declare(request: HttpRequest, new: ProcessorFile) -> Any:
    """Write a processor into the register; an unfinished file is kept and keeps its connectors off."""
    return Status(201, declare_processor(request.organisation, by=request.member, at=timezone.now(), **new.dict()))


@router.get("/{slug:code}", response=ProcessorShown)
@needs("read")
def read_processor(request: HttpRequest, code: str) -> Any:
    """One processor."""
    return find(request, code)


@router.put("/{slug:code}", response=ProcessorShown)
@needs("write", Action.DECLARE_PROCESSOR)
def change(request: HttpRequest, code: str, file: ProcessorFile) -> Any:
    """Its file, whole, as it stands now."""
    return change_processor(find(request, code), by=request.member, at=timezone.now(), **file.dict())


@router.post("/{slug:code}/suspend", response=ProcessorShown)
@needs("write", Action.DECLARE_PROCESSOR)
def suspend(request: HttpRequest, code: str, reason: Why) -> Any:
    """Nothing leaves for it from now on."""
    found = find(request, code)
    suspend_processor(found, why=reason.why, by=request.member, at=timezone.now())
    return found


@router.post("/{slug:code}/resume", response=ProcessorShown)
@needs("write", Action.DECLARE_PROCESSOR)
def resume(request: HttpRequest, code: str, reason: Why) -> Any:
    """Lift a suspension."""
    found = find(request, code)
    resume_processor(found, why=reason.why, by=request.member, at=timezone.now())
    return found
