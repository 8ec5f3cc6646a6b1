"""The information of article 14: to whom it is owed and by when; told alone, told otherwise, or deleted."""

from dataclasses import asdict
from datetime import date
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema

from aval.accounts.permissions import Action
from aval.api.keys import needs
from aval.api.problems import Problem
from aval.api.shapes import Asked, Code, Line
from aval.post.month_end import tell_alone
from aval.prospects.models import Source
from aval.rights.informing import Owed, delete_untold, note_told, owed

router = Router(tags=["notices"])
Act = StrEnum("Act", {one: one for one in ("tell", "told", "delete")})


class OwedShown(Schema):
    """People of one source and day who were told nothing; from `due_on` on nothing else may be written to them."""

    source: str
    collected_on: date
    due_on: date
    people: int
    late: bool

    @staticmethod
    def resolve_source(one: Owed) -> str:
        return one.source.code


class AllOwed(Schema):
    """Everybody to be told, the most pressing first."""

    items: list[OwedShown]


class Settle(Asked):
    """What becomes of the people of this source and day. `how`, for `told`: the proof that they were told otherwise."""

    source: Code
    collected_on: date
    act: Act
    how: Line = ""


class Settled(Schema):
    """How many were written to, and why not the others; or noted as told; or deleted."""

    written: int = 0
    refused: int = 0
    unreachable: int = 0
    before: int = 0
    told: int = 0
    deleted: int = 0


@router.get("", response=AllOwed)
@needs("read")
def list_owed(request: HttpRequest) -> Any:
    """Who is still to be told."""
    rows = owed(request.organisation, timezone.now())
    return {"items": rows}


@router.post("", response=Settled)
@needs("write", Action.KEEP_IN_TIME)
def settle_owed(request: HttpRequest, asked: Settle) -> Any:
    """Tell them alone, note that they were told otherwise, or delete them."""
    sources = Source.objects.of(request.organisation).select_related("organisation")
    source, at = get_object_or_404(sources, code=asked.source), timezone.now()
    if asked.act == Act.tell:
        return asdict(tell_alone(source, asked.collected_on, at=at, by=request.member))
    if asked.act == Act.delete:
        return {"deleted": delete_untold(source, asked.collected_on, at=at, by=request.member)}
    if not asked.how.strip():
        raise Problem(422, "how", _("how : dites comment elles ont été informées, la preuve est gardée."))
    told = note_told(source, asked.collected_on, told_at=at, how=asked.how, at=at, by=request.member)
    return {"told": told}
