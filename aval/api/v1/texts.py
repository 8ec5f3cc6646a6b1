"""Texts (SMS) from a program: one person, one text, through the gate."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status

from aval.accounts.models import Brand
from aval.accounts.permissions import Action
from aval.api import shapes
from aval.api.keys import needs
from aval.api.pages import Page, Slice, page
from aval.api.problems import Problem
from aval.campaigns.models import Offer
from aval.post.models import Text
from aval.post.single import NotWritable
from aval.post.sms import text_to

router = Router(tags=["texts"])
Kind = StrEnum("Kind", {one: one for one in Text.Kind.values})


class NewText(shapes.Asked):
    """To which number, with which words; `offer` for prospecting. `about`: an opaque code of yours."""

    brand: shapes.Code
    to: shapes.Line
    text: shapes.Text
    message_type: Kind = Kind.transactional
    offer: shapes.Code = ""
    about: shapes.Code = ""


class TextShown(Schema):
    """One text. `state`: waiting, refused, sending, sent, failed or uncertain."""

    id: int
    message_type: str
    number: str
    text: str
    about: str
    state: str
    findings: list[str]
    not_before: datetime | None
    asked_at: datetime
    handed_at: datetime | None
    reply: str

    @staticmethod
    def resolve_findings(row: Text) -> list[str]:
        return row.attempt.clearance.findings if row.attempt.clearance else []

    @staticmethod
    def resolve_not_before(row: Text) -> datetime | None:
        return row.attempt.not_before

    @staticmethod
    def resolve_handed_at(row: Text) -> datetime | None:
        return row.attempt.handed_at

    @staticmethod
    def resolve_reply(row: Text) -> str:
        return row.attempt.reply


@router.get("", response=Page[TextShown])
@needs("read")
def list_texts(request: HttpRequest, cut: Slice) -> Any:
    """Every text."""
    return page(Text.objects.of(request.organisation).select_related("attempt__clearance"), cut)


@router.post("", response={201: TextShown})
@needs("write", Action.WRITE_LETTER)
def send(request: HttpRequest, new: NewText) -> Any:
    """Ask for one; it waits its turn, or is refused with its findings."""
    ours = request.organisation
    brand = get_object_or_404(Brand.objects.of(ours).select_related("organisation"), code=new.brand)
    offers = Offer.objects.of(ours).filter(brand=brand)
    offer = get_object_or_404(offers, code=new.offer) if new.offer else None
    try:
        row = text_to(
            ours, brand=brand, message_type=str(new.message_type), to=new.to, text=new.text, offer=offer, about=new.about,
            at=timezone.now(), by=request.member,
        )  # fmt: skip
    except NotWritable as why:
        said = _("Ce texte ne peut pas partir à ce numéro : {code}.").format(code=why.code)
        raise Problem(422, "not-writable", said) from why
    return Status(201, row)
