"""Keeping no longer than allowed: what will go and why, what went; and somebody erased at once (art. 17)."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from aval.accounts.chores import again
from aval.accounts.permissions import Action
from aval.api.keys import needs
from aval.api.middleware import language_of
from aval.api.pages import Page, Slice, page
from aval.api.problems import Problem
from aval.api.shapes import Asked, Line
from aval.prospects.objecting import NotObjectable, object_to
from aval.prospects.refusals import explain
from aval.rights.erasing import bearers, forget_many
from aval.rights.models import Purge
from aval.rights.retention import preview

router = Router(tags=["keeping"])


class PurgeShown(Schema):
    """One purge: how many people were seen and deleted, on which findings; rows of other tables dropped."""

    id: int
    on: date
    state: str
    seen: int
    people: int
    reasons: dict[str, int]
    waiting: dict[str, int]
    dropped: dict[str, int]
    started_at: datetime
    finished_at: datetime | None


class PreviewShown(Schema):
    """What a purge would do today; `waiting`: what a member has to decide."""

    on: date
    seen: int
    people: int
    reasons: dict[str, int]
    waiting: dict[str, int]
    dropped: dict[str, int]


class Requested(Schema):
    """A worker does it within the minute."""

    asked_on: date


class Erase(Asked):
    """Whom: an address, or a number nobody else bears."""

    value: Line


class Erased(Schema):
    """How many people of the base were erased, and recipients to tell. Whoever it was is kept out from now on."""

    people: int
    recipients: int


@router.get("", response=Page[PurgeShown])
@needs("read")
def list_purges(request: HttpRequest, cut: Slice) -> Any:
    """Every purge, oldest first."""
    return page(Purge.objects.of(request.organisation), cut)


@router.post("/preview", response=PreviewShown)
@needs("read")
def preview_purge(request: HttpRequest) -> Any:
    """Whom the law no longer lets us hold; nothing is changed."""
    return preview(request.organisation, timezone.now())


@router.post("/purge", response={202: Requested})
@needs("write", Action.KEEP_IN_TIME)
def ask_purge(request: HttpRequest) -> Any:
    """Have the purge of today done, or done again."""
    today = timezone.localdate()
    again(request.organisation, "purge", today)
    return Status(202, {"asked_on": today})


@router.post("/erasures", response=Erased)
@needs("write", Action.ERASE)
def erase(request: HttpRequest, asked: Erase) -> Any:
    """Erase her everywhere and for good; known or not, she is kept out."""
    at, people = timezone.now(), bearers(request.organisation, asked.value.strip())
    if not people:
        try:
            object_to(
                request.organisation, asked.value.strip(), origin="erasure", heard_at=at, at=at, by=request.member
            )
        except NotObjectable as why:
            raise Problem(422, why.code, f"value : {explain(why.code, language_of(request))}") from why
    done = forget_many(request.organisation, people, at=at, by=request.member)
    return {"people": done.people, "recipients": done.recipients}
