"""What people ask of us: recorded from any program, listed, with the file of everything held."""

import json
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import AwareDatetime

from aval.accounts.permissions import Action
from aval.api.keys import needs
from aval.api.middleware import language_of
from aval.api.pages import Page, Slice, page
from aval.api.problems import Problem
from aval.api.shapes import Asked, Line, Number, Text
from aval.prospects.models import Person
from aval.rights.access import read_access
from aval.rights.access.machine import access_json
from aval.rights.cases import open_case
from aval.rights.models import Case, Door, Right
from aval.rights.wording import say_refusal

router = Router(tags=["cases"])
Asks = StrEnum("Asks", {one: one for one in Right.values})
Came = StrEnum("Came", {one: one for one in Door.values})


class Request(Asked):
    """What is asked, by which door, when anyone first heard it, and where to answer."""

    right: Asks
    door: Came = Came.api
    contact: Line = ""
    person: Number | None = None
    said: Text = ""
    received_at: AwareDatetime | None = None


class CaseShown(Schema):
    """One request. `due_on` is null while the clock is paused; `answered_at` once an answer has left."""

    id: int
    right: str
    door: str
    person: int | None
    received_at: datetime
    due_on: date | None
    answered_at: datetime | None

    @staticmethod
    def resolve_person(case: Case) -> int | None:
        return case.person_id

    @staticmethod
    def resolve_answered_at(case: Case) -> datetime | None:
        return case.answer.sent_at if case.answer else None


@router.get("", response=Page[CaseShown])
@needs("read")
def list_cases(request: HttpRequest, cut: Slice) -> Any:
    """Every request, oldest first."""
    return page(Case.objects.of(request.organisation).select_related("answer"), cut)


@router.post("", response={201: CaseShown})
@needs("write", Action.OPEN_CASE)
def record_case(request: HttpRequest, asked: Request) -> Any:
    """Record a request; the case already open when the same person asks the same again."""
    at = timezone.now()
    if asked.received_at and asked.received_at > at:
        raise Problem(422, "future", _("received_at : cet instant est dans l’avenir."))
    person = get_object_or_404(Person.objects.of(request.organisation), pk=asked.person) if asked.person else None
    case = open_case(
        request.organisation, asked.right, door=asked.door, received_at=asked.received_at or at, at=at, person=person,
        contact=asked.contact[:300], said=asked.said, by=request.member,
    )  # fmt: skip
    return Status(201, case)


@router.get("/{int:number}", response=CaseShown)
@needs("read")
def read_case(request: HttpRequest, number: Number) -> Any:
    """One request."""
    return get_object_or_404(Case.objects.of(request.organisation).select_related("answer"), pk=number)


@router.get("/{int:number}/access", response=dict)
@needs("read", Action.ANSWER_CASE)
def read_access_file(request: HttpRequest, number: Number) -> Any:
    """Everything held about the person of a request; refused while one of her sources names nobody."""
    case = get_object_or_404(
        Case.objects.of(request.organisation).exclude(person=None).select_related("person"), pk=number
    )
    file = read_access(case.person, at=timezone.now(), language=language_of(request))
    if file.vague:
        raise Problem(409, "vague-source", say_refusal("vague-source"))
    return json.loads(access_json(file))
