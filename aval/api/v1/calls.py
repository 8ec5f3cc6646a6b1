"""A call from a program: what was said so far, her objection, what came of it. Hers alone who opened it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import AwareDatetime

from aval.accounts.permissions import Action
from aval.api.keys import needs
from aval.api.pages import Page, Slice, page
from aval.api.shapes import Asked, Code, Text
from aval.calls.calling import keep_draft
from aval.calls.closing import close_call, record_objection, script_for
from aval.calls.models import Call

router = Router(tags=["calls"])
Outcome = StrEnum("Outcome", {one: one for one in Call.Outcome.values})
RELATED = ("callee__call_list__offer__brand__organisation", "callee__call_list__source", "callee__contact_point",
           "person__organisation", "clearance", "member")  # fmt: skip


class Said(Schema):
    """One line of the script."""

    code: str
    text: str
    required: bool


class CallDone(Schema):
    """One call of the log: neither number nor note."""

    id: int
    person: int | None
    opened_at: datetime
    closed_at: datetime | None
    outcome: str
    clearance: int

    @staticmethod
    def resolve_person(row: Call) -> int | None:
        return row.person_id

    @staticmethod
    def resolve_clearance(row: Call) -> int:
        return row.clearance_id


class CallShown(Schema):
    """One call of yours. `number` only while it is open."""

    id: int
    person: int | None
    number: str
    opened_at: datetime
    closed_at: datetime | None
    outcome: str
    said: list[str]
    note: str
    meeting_at: datetime | None
    script: list[Said]
    clearance: int

    @staticmethod
    def resolve_person(row: Call) -> int | None:
        return row.person_id

    @staticmethod
    def resolve_number(row: Call) -> str:
        point = row.callee.contact_point
        return point.normal if point and row.closed_at is None else ""

    @staticmethod
    def resolve_script(row: Call) -> list[Any]:
        return list(script_for(row)) if row.closed_at is None else []

    @staticmethod
    def resolve_clearance(row: Call) -> int:
        return row.clearance_id


class Draft(Asked):
    """What was ticked and written so far."""

    said: list[Code] = []
    note: Text = ""


class Closing(Draft):
    """What came of it. `later_at`: the hour she asked for, or that of the meeting."""

    outcome: Outcome
    later_at: AwareDatetime | None = None
    every_channel: bool = True


class Closed(Schema):
    """The call, the entry of her objection if she made one, and whether she must be informed today."""

    call: CallShown
    objection: int | None
    notice_due: bool


@router.get("", response=Page[CallDone])
@needs("read")
def list_calls(request: HttpRequest, cut: Slice) -> Any:
    """Every call."""
    return page(Call.objects.of(request.organisation), cut)


@router.put("/{int:number}/draft", response={204: None})
@needs("write", Action.CALL)
def draft(request: HttpRequest, number: int, given: Draft) -> Any:
    """Keep what is ticked and written while the call lasts: a cut loses nothing."""
    keep_draft(find_call(request, number), said=given.said, note=given.note)
    return Status(204, None)


@router.post("/{int:number}/objection", response={200: dict[str, int | None]})
@needs("write", Action.RECORD_OBJECTION)
def objection(request: HttpRequest, number: int) -> Any:
    """She says stop while she is on the line: written at once."""
    receipt = record_objection(find_call(request, number), every_channel=True, by=request.member, at=timezone.now())
    return {"entry": receipt.entry}


@router.post("/{int:number}/close", response=Closed)
@needs("write", Action.CALL)
def close(request: HttpRequest, number: int, given: Closing) -> Any:
    """Say what came of it; a required line that was not said is refused by name."""
    closed = close_call(find_call(request, number), **given.dict(), by=request.member, at=timezone.now())
    return {
        "call": find_call(request, number),
        "objection": closed.receipt.entry if closed.receipt else None,
        "notice_due": closed.notice_due,
    }


def find_call(request: HttpRequest, number: int) -> Call:
    """Hers alone: nobody else speaks on her line."""
    rows = Call.objects.of(request.organisation).select_related(*RELATED)
    return get_object_or_404(rows, pk=number, member=request.member)
