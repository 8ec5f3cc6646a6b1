"""Consents: where somebody stands, a withdrawal heard, records taken in and handed out in an open form."""

from datetime import datetime
from typing import Any, Literal

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
from aval.api.problems import Problem, problem
from aval.api.shapes import Asked, Line
from aval.collection.receipts import NoRecord, proof_of, read_record
from aval.prospects.classification import say
from aval.prospects.consenting import withdraw
from aval.prospects.models import Consent
from aval.prospects.objecting import NotObjectable

router = Router(tags=["consents"])


class ConsentShown(Schema):
    """One act. `fingerprint` stands for the address; `entry` proves it in the ledger."""

    id: int
    act: str
    purpose: str
    channel: str
    door: str
    acted_at: datetime
    recorded_at: datetime
    version: str
    wording: str
    awaits_confirmation: bool
    fingerprint: str
    person: int | None
    entry: int

    @staticmethod
    def resolve_person(row: Consent) -> int | None:
        return row.person_id

    @staticmethod
    def resolve_entry(row: Consent) -> int:
        return row.evidence


class Withdrawal(Asked):
    """Who takes back (an address or a number), what, through what; without a channel, every channel."""

    value: Line
    purpose: Consent.Purpose = Consent.Purpose.PROSPECTING
    channel: Line = ""
    door: Literal["spoken", "phone", "post", "reply", "api"] = "api"
    acted_at: AwareDatetime | None = None


class Record(Asked):
    """An ISO/IEC TS 27560 record in JSON-LD (DPV), its data subject named by an address or a number."""

    record: dict[str, Any]


@router.get("", response=Page[ConsentShown])
@needs("read", Action.EXPORT)
def list_consents(request: HttpRequest, cut: Slice) -> Any:
    """Every act on record, oldest first."""
    return page(Consent.objects.of(request.organisation), cut)


@router.get("/{number}/proof")
@needs("read", Action.EXPORT)
def consent_proof(request: HttpRequest, number: int) -> Any:
    """One act with all it rests on, picture included, as an ISO/IEC TS 27560 record."""
    return proof_of(request.organisation, get_object_or_404(Consent.objects.of(request.organisation), pk=number))


@router.post("/withdrawals", response={201: list[ConsentShown]})
@needs("write", Action.RECORD_OBJECTION)
def withdraw_consent(request: HttpRequest, asked: Withdrawal) -> Any:
    """She takes back what she gave; said again, nothing more is written and the list is empty."""
    at = timezone.now()
    if asked.acted_at and asked.acted_at > at:
        raise Problem(422, "future", _("acted_at : cet instant est dans l’avenir."))
    try:
        acts = withdraw(
            request.organisation, asked.value, purpose=asked.purpose, channel=asked.channel, door=asked.door,
            acted_at=asked.acted_at or at, at=at, by=request.member,
        )  # fmt: skip
    except NotObjectable as why:
        raise Problem(422, why.code, say(why.code, language_of(request))) from why
    return Status(201, acts)


@router.post("/records", response={201: list[ConsentShown]})
@needs("write", Action.IMPORT)
def take_in_record(request: HttpRequest, asked: Record) -> Any:
    """A record somebody hands over: a withdrawal is heard, a consent is kept as a claim."""
    try:
        return Status(201, read_record(request.organisation, asked.record, at=timezone.now(), by=request.member))
    except NoRecord as why:
        errors = [{"field": f"record.{why.place}", "detail": why.code}]
        return problem(422, "no-record", _("Ce n’est pas un enregistrement de consentement lisible."), errors)
