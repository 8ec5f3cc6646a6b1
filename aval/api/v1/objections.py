"""Somebody said stop: recorded at once, everywhere, for ever."""

import csv
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from aval.accounts.models import Brand
from aval.accounts.permissions import Action
from aval.api.keys import needs
from aval.api.middleware import language_of
from aval.api.pages import Page, Slice, page
from aval.api.problems import Problem
from aval.api.shapes import Asked, Code, Line
from aval.prospects.classification import say
from aval.prospects.foreign import BadList, take_list
from aval.prospects.models import Objection
from aval.prospects.objecting import CHANNELS, NotObjectable, object_to

router = Router(tags=["objections"])
Channel = StrEnum("Channel", {"all": "all", **{one: one for one in CHANNELS}})
HEARD = ("spoken", "phone", "post", "reply", "complaint", "link", "one_click")


class Heard(Asked):
    """Who said stop (an address, a number, or a domain with scope `domain`), on what, how and when it was heard."""

    value: Line
    channel: Channel = Channel.all
    scope: Literal["person", "address", "domain"] = "person"
    origin: Literal[HEARD] = "spoken"
    brand: Code | None = None
    heard_at: AwareDatetime | None = None


class Listed(Asked):
    """Opt-outs another system kept: `form` says how each value is written; a hash is that of the address, trimmed, in lower case."""

    form: Literal["clear", "md5", "sha256"] = "clear"
    name: Line
    values: list[Line] = Field(min_length=1, max_length=10_000)


class Taken(Schema):
    """Values read; objections recorded now; hashes kept for the lists to come; values that are no address nor number."""

    read: int
    recorded: int
    kept: int
    unreadable: int


class Receipt(Schema):
    """What was recorded; `entry` of the ledger proves it. `repeated`: all of it was already stopped."""

    ledger: int
    entry: int | None
    channel: str
    scope: str
    heard_at: datetime
    recorded_at: datetime
    repeated: bool

    @staticmethod
    def resolve_channel(receipt: Any) -> str:
        return receipt.channel or "all"


class ObjectionShown(Schema):
    """An entry of the opposition list. It holds a fingerprint, never an address."""

    id: int
    kind: str
    channel: str
    brand: str | None
    origin: str
    heard_at: datetime
    recorded_at: datetime
    person: int | None
    entry: int | None

    @staticmethod
    def resolve_channel(row: Objection) -> str:
        return row.channel or "all"

    @staticmethod
    def resolve_brand(row: Objection) -> str | None:
        return row.brand.code if row.brand else None

    @staticmethod
    def resolve_person(row: Objection) -> int | None:
        return row.person_id

    @staticmethod
    def resolve_entry(row: Objection) -> int | None:
        return row.evidence


@router.get("", response=Page[ObjectionShown])
@needs("read")
def list_objections(request: HttpRequest, cut: Slice) -> Any:
    """The opposition list, oldest first."""
    return page(Objection.objects.of(request.organisation).select_related("brand"), cut)


@router.post("", response={201: Receipt})
@needs("write", Action.RECORD_OBJECTION)
def record_objection(request: HttpRequest, heard: Heard) -> Any:
    """Record an objection, known address or not. Said again, the same receipt."""
    at = timezone.now()
    if heard.heard_at and heard.heard_at > at:
        raise Problem(422, "future", _("heard_at : cet instant est dans l’avenir."))
    brand = get_object_or_404(Brand.objects.of(request.organisation), code=heard.brand) if heard.brand else None
    try:
        receipt = object_to(
            request.organisation,
            heard.value,
            channel="" if heard.channel == Channel.all else heard.channel,
            brand=brand,
            scope=heard.scope,
            origin=heard.origin,
            heard_at=heard.heard_at or at,
            at=at,
            by=request.member,
        )
    except NotObjectable as why:
        raise Problem(422, why.code, say(why.code, language_of(request))) from why
    return Status(201, receipt)


@router.post("/lists", response={201: Taken})
@needs("write", Action.KEEP_IN_TIME)
def take_in(request: HttpRequest, asked: Listed) -> Any:
    """Hear the opt-outs of another system: those known are stopped now, the others when a list brings them."""
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "values.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([value] for value in asked.values)
            done = take_list(
                request.organisation, path, form=asked.form, name=asked.name, at=timezone.now(), by=request.member
            )
    except BadList as why:
        raise Problem(
            422, "value", _("values : la ligne {line} n’est pas {form}.").format(line=why.line, form=asked.form)
        ) from why
    return Status(201, done)
