"""What came back: bounces, complaints, absences, replies; what waits for a human, and what she makes of it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema

from aval.accounts.permissions import Action
from aval.api.keys import needs
from aval.api.pages import Page, Slice, page
from aval.api.problems import Problem
from aval.api.shapes import Asked, Number
from aval.post.models import Return
from aval.post.returns.sorting import sort_return
from aval.rights.models import Right

router = Router(tags=["replies"])
Sorting = StrEnum("Sorting", {one: one for one in Return.Sorting.values})
RightAsked = StrEnum("RightAsked", {one: one for one in Right.values})


class ReplyShown(Schema):
    """One return. `waits`: a human must read it; `due_at`: until when, where it may be a refusal."""

    id: int
    kind: str
    bounce: str
    reason: str
    intent: str
    doubtful: bool
    stop: bool
    until_on: date | None
    sender: str
    subject: str
    text: str
    received_at: datetime
    due_at: datetime | None
    waits: bool
    sorting: str
    person: int | None
    attempt: int | None
    entry: int | None

    @staticmethod
    def resolve_person(row: Return) -> int | None:
        return row.person_id

    @staticmethod
    def resolve_attempt(row: Return) -> int | None:
        return row.attempt_id

    @staticmethod
    def resolve_entry(row: Return) -> int | None:
        return row.evidence


class Sorted(Asked):
    """What she wants; `right` with `request`: which one (the one her words say, without it)."""

    sorting: Sorting
    right: RightAsked | None = None


@router.get("", response=Page[ReplyShown])
@needs("read")
def list_replies(request: HttpRequest, cut: Slice, waiting: bool = False) -> Any:
    """Everything that came back, oldest first; with `waiting`, what a human must read."""
    rows = Return.objects.of(request.organisation).defer("raw")
    return page(rows.filter(waits=True) if waiting else rows, cut)


@router.get("/{int:number}", response=ReplyShown)
@needs("read")
def read_reply(request: HttpRequest, number: Number) -> Any:
    """One return."""
    return get_object_or_404(Return.objects.of(request.organisation).defer("raw"), pk=number)


@router.post("/{int:number}/sorting", response=ReplyShown)
@needs("write", Action.SORT_REPLY)
def sort_reply(request: HttpRequest, number: Number, told: Sorted) -> Any:
    """Say what she wants: `stop` is her objection at once, `request` opens her case, the others end the wait."""
    if told.right and told.sorting != Sorting.request:
        raise Problem(422, "no-right", _("right : un droit ne va qu’avec la suite « request »."))
    row = get_object_or_404(Return.objects.of(request.organisation).defer("raw"), pk=number)
    sort_return(row, told.sorting, at=timezone.now(), by=request.member, right=told.right or "")
    return row
