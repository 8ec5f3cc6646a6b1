"""What is left to humans: listed, written down, closed with what came of it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status

from aval.accounts.permissions import Action
from aval.api.keys import needs
from aval.api.pages import Page, Slice, page
from aval.api.problems import Problem
from aval.api.shapes import Asked, Line, Number, Text
from aval.campaigns.models import Task
from aval.campaigns.tasks import NotOpen, close_task, open_task
from aval.prospects.models import Person

router = Router(tags=["tasks"])
Kinds = StrEnum("Kinds", {one: one for one in Task.Kind.values})
Outcomes = StrEnum("Outcomes", {one: one for one in Task.Outcome.values})


class NewTask(Asked):
    """Something to do by a day, about somebody or not; it falls to the member of the key."""

    kind: Kinds
    what: Annotated[Line, Field(max_length=300)]
    due_on: date
    person: Number | None = None


class Done(Asked):
    """What came of it."""

    outcome: Outcomes
    note: Text = ""


class TaskShown(Schema):
    """One task; `outcome` is empty and `done_at` null while it is to do. `about` names the step that left it."""

    id: int
    kind: str
    what: str
    person: int | None
    campaign: str | None
    due_on: date
    done_at: datetime | None
    outcome: str
    about: str

    @staticmethod
    def resolve_person(task: Task) -> int | None:
        return task.person_id

    @staticmethod
    def resolve_campaign(task: Task) -> str | None:
        return task.campaign.code if task.campaign else None


@router.get("", response=Page[TaskShown])
@needs("read")
def list_tasks(request: HttpRequest, cut: Slice, done: bool | None = None) -> Any:
    """Every task, or those to do (`done=false`), or those done."""
    rows = Task.objects.of(request.organisation).select_related("campaign")
    return page(rows if done is None else rows.filter(done_at__isnull=not done), cut)


@router.post("", response={201: TaskShown})
@needs("write", Action.DO_TASK)
def write_task(request: HttpRequest, new: NewTask) -> Any:
    """Write a task down."""
    people = Person.objects.of(request.organisation).filter(quarantined=False)
    person = get_object_or_404(people, pk=new.person) if new.person is not None else None
    task = open_task(
        request.organisation, kind=new.kind, what=new.what, due_on=new.due_on, person=person, owner=request.member,
        by=request.member, at=timezone.now(),
    )  # fmt: skip
    return Status(201, task)


@router.post("/{int:number}/close", response=TaskShown)
@needs("write", Action.DO_TASK)
def end_task(request: HttpRequest, number: Number, done: Done) -> Any:
    """Close a task, once."""
    task = get_object_or_404(Task.objects.of(request.organisation).select_related("campaign"), pk=number)
    try:
        close_task(task, outcome=done.outcome, note=done.note, by=request.member, at=timezone.now())
    except NotOpen as why:
        raise Problem(409, "closed", _("Quelqu’un l’a déjà terminée.")) from why
    return task
