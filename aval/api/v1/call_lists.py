"""Lists of people to call, from a program, and whose turn it is. A number is given only under the clearance of that minute."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema, Status

from aval.accounts.models import Processor
from aval.accounts.permissions import Action
from aval.api.keys import needs
from aval.api.pages import Page, Slice, page
from aval.api.shapes import Asked, Code, Line, Text
from aval.api.v1.calls import RELATED, CallShown
from aval.calls.calling import next_call, progress
from aval.calls.listing import make_call_list
from aval.calls.models import Call, CallList
from aval.campaigns.models import Offer
from aval.prospects.models import Source

router = Router(tags=["call lists"])


class NewList(Asked):
    """Whom to call, about what, from which number; `processor`: the call centre that does it, if not ourselves."""

    name: Line
    offer: Code
    source: Code
    caller_number: Line
    pitch: Text
    processor: Code = ""


class ListShown(Schema):
    """One list."""

    code: str
    name: str
    offer: str
    source: str
    caller_number: str
    created_at: datetime

    @staticmethod
    def resolve_offer(row: CallList) -> str:
        return row.offer.code

    @staticmethod
    def resolve_source(row: CallList) -> str:
        return row.source.code


class ListRead(ListShown):
    """The same, and how many people are in each state."""

    people: dict[str, int]

    @staticmethod
    def resolve_people(row: CallList) -> dict[str, int]:
        return dict(progress(row))


class Turn(Schema):
    """The open call; else when the next may be opened (nothing: the list is done). `refused`: people taken off on the way."""

    call: CallShown | None
    again_at: datetime | None
    refused: list[list[str]]


@router.get("", response=Page[ListShown])
@needs("read")
def list_call_lists(request: HttpRequest, cut: Slice) -> Any:
    """Every list."""
    return page(CallList.objects.of(request.organisation).select_related("offer", "source"), cut)


@router.post("", response={201: ListRead})
@needs("write", Action.CALL)
def make(request: HttpRequest, new: NewList) -> Any:
    """Screen a source, and keep whom the law allows."""
    given = new.dict()
    ours = request.organisation
    offer = get_object_or_404(Offer.objects.of(ours).select_related("brand__organisation"), code=given.pop("offer"))
    source = get_object_or_404(Source.objects.of(ours), code=given.pop("source"))
    code = given.pop("processor")
    centre = get_object_or_404(Processor.objects.of(ours), code=code) if code else None
    return Status(201, make_call_list(offer, source, **given, processor=centre, by=request.member, at=timezone.now()))


@router.get("/{slug:code}", response=ListRead)
@needs("read")
def read_call_list(request: HttpRequest, code: str) -> Any:
    """One list."""
    return _list(request, code)


@router.post("/{slug:code}/next", response=Turn)
@needs("write", Action.CALL)
def open_next(request: HttpRequest, code: str) -> Any:
    """Open the next call for the member of this key, or answer the one she has open."""
    turn = next_call(_list(request, code), request.member, at=timezone.now())
    call = Call.objects.of(request.organisation).select_related(*RELATED).get(pk=turn.call.pk) if turn.call else None
    refused = [list(callee.refused_for) for callee in turn.refused]
    return {"call": call, "again_at": turn.again_at, "refused": refused}


def _list(request: HttpRequest, code: str) -> CallList:
    rows = CallList.objects.of(request.organisation).select_related("offer__brand__organisation", "source")
    return get_object_or_404(rows, code=code)
