"""Letters and private messages from a program: asked for and followed. Printing and copying stay the work of a hand."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status

from aval.accounts.permissions import Action
from aval.api.keys import needs
from aval.api.pages import Page, Slice, page
from aval.api.problems import Problem
from aval.api.shapes import Asked, Code, Line, Number, Text
from aval.campaigns.models import Offer
from aval.post.missives import NotSo, ask_missive, came_back, say_sent
from aval.post.models import Missive
from aval.prospects.models import ContactPoint

router = Router(tags=["missives"])
Why = StrEnum("Why", {one: one for one in Missive.Returned.values})


class NewMissive(Asked):
    """To which postal address or page, about which offer, with which words."""

    contact_point: Number
    offer: Code
    subject: Line = ""
    text: Text


class MissiveShown(Schema):
    """One letter or private message. `findings`: why the law refused it."""

    id: int
    channel: str
    state: str
    person: int | None
    offer: str
    subject: str
    findings: list[str]
    asked_at: datetime
    ready_at: datetime | None
    sent_at: datetime | None
    returned_at: datetime | None
    returned_why: str

    @staticmethod
    def resolve_person(row: Missive) -> int | None:
        return row.person_id

    @staticmethod
    def resolve_offer(row: Missive) -> str:
        return row.offer.code

    @staticmethod
    def resolve_findings(row: Missive) -> list[str]:
        return row.clearance.findings if row.clearance else []


class Returned(Asked):
    """What the envelope says."""

    why: Why


@router.get("", response=Page[MissiveShown])
@needs("read")
def list_missives(request: HttpRequest, cut: Slice) -> Any:
    """Every letter and private message."""
    return page(Missive.objects.of(request.organisation).select_related("offer", "clearance"), cut)


@router.post("", response={201: MissiveShown})
@needs("write", Action.WRITE_LETTER)
def ask(request: HttpRequest, new: NewMissive) -> Any:
    """Ask for one; it waits for paper or for a hand, or is refused with its findings."""
    ours = request.organisation
    point = get_object_or_404(ContactPoint.objects.of(ours).select_related("person__company"), pk=new.contact_point)
    offer = get_object_or_404(Offer.objects.of(ours).select_related("brand__organisation"), code=new.offer)
    at = timezone.now()
    return Status(201, ask_missive(point, offer=offer, text=new.text, subject=new.subject, at=at, by=request.member))


@router.post("/{int:number}/sent", response=MissiveShown)
@needs("write", Action.WRITE_LETTER)
def sent(request: HttpRequest, number: int) -> Any:
    """A member posted it, or copied it."""
    row = _missive(request, number)
    try:
        say_sent(row, by=request.member, at=timezone.now())
    except NotSo as why:
        raise Problem(409, "missive-state", _("Cela ne se fait pas, ou plus, pour cet envoi.")) from why
    return row


@router.post("/{int:number}/returned", response=MissiveShown)
@needs("write", Action.WRITE_LETTER)
def returned(request: HttpRequest, number: int, given: Returned) -> Any:
    """The envelope came back."""
    row = _missive(request, number)
    try:
        came_back(row, why=str(given.why), by=request.member, at=timezone.now())
    except NotSo as why:
        raise Problem(409, "missive-state", _("Cela ne se fait pas, ou plus, pour cet envoi.")) from why
    return row


def _missive(request: HttpRequest, number: int) -> Missive:
    rows = Missive.objects.of(request.organisation).select_related("offer", "clearance")
    return get_object_or_404(rows, pk=number)
