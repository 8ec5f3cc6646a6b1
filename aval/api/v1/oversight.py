"""The internal inspector: what is wrong, and what was decided about it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema, Status

from aval.accounts.permissions import Action
from aval.api.keys import needs
from aval.api.middleware import language_of
from aval.api.pages import Page, Slice, page
from aval.api.problems import Problem
from aval.api.shapes import Asked, Line, Number
from aval.oversight.inspecting import inspect
from aval.oversight.models import Fault, Sanction, Signal
from aval.oversight.readiness import readiness
from aval.oversight.sanctioning import lift, sanction
from aval.oversight.signals.coming import announced
from aval.oversight.stopping import NotSuspendable
from aval.oversight.wording import say

router = Router(tags=["oversight"])
Measure = StrEnum("Measure", {one: one for one in Sanction.Kind.values})


class StepShown(Schema):
    """One thing to have in place, whether it is, why, on which article."""

    code: str
    done: bool
    title: str
    why: str
    article: str


class FaultShown(Schema):
    """One thing that is wrong: which check, about what, since when, how to mend it, whose it is to mend."""

    id: int
    check: str
    about: str
    gravity: str
    since: datetime
    owner: str | None
    text: str
    mend: str
    article: str
    near: list[str]

    @staticmethod
    def resolve_check(fault: Fault) -> str:
        return fault.check_code

    @staticmethod
    def resolve_since(fault: Fault) -> datetime:
        return fault.found_at

    @staticmethod
    def resolve_owner(fault: Fault) -> str | None:
        return fault.owner.email if fault.owner else None

    @staticmethod
    def resolve_text(fault: Fault, context: Any) -> str:
        return say(fault.check_code, fault.facts, language_of(context["request"])).text

    @staticmethod
    def resolve_mend(fault: Fault, context: Any) -> str:
        return say(fault.check_code, fault.facts, language_of(context["request"])).mend

    @staticmethod
    def resolve_article(fault: Fault) -> str:
        return say(fault.check_code, fault.facts).article

    @staticmethod
    def resolve_near(fault: Fault) -> list[str]:
        return [one.code for one in say(fault.check_code, fault.facts).near]


class InspectionShown(Schema):
    """One round: how many faults, how many appeared and went, which checks could not look."""

    at: datetime
    faults: int
    appeared: int
    gone: int
    failed: list[dict[str, str]]


class SanctionShown(Schema):
    """One measure; `lifted_at` once a second person ended it."""

    id: int
    kind: str
    about: str
    reason: str
    until_on: date | None
    at: datetime
    lifted_at: datetime | None
    lifted_because: str


class SanctionAsked(Asked):
    """What is warned, given notice or suspended (`source:12`, `campaign:3`, `server:1`, `token:4`, `member:5`), and why."""

    kind: Measure
    about: Line
    reason: Line


class LiftAsked(Asked):
    """Why a measure ends."""

    because: Line


class SignalShown(Schema):
    """A rate that drifted from its own past: the figures, and the probability of so many events had nothing changed."""

    id: int
    measure: str
    dimension: str
    key: str
    events: int
    exposed: int
    past_events: int
    past_exposed: int
    chance: float
    since: datetime

    @staticmethod
    def resolve_since(signal: Signal) -> datetime:
        return signal.found_at


class ComingShown(Schema):
    """A text announced, when (null: no day is known), what to do, and how many it touches here."""

    on: date | None
    title: str
    do: str
    source: str
    touches: str
    touched: int


@router.get("/signals", response=Page[SignalShown])
@needs("read", Action.INSPECT)
def list_signals(request: HttpRequest, cut: Slice) -> Any:
    """What drifts now."""
    return page(Signal.objects.of(request.organisation).filter(gone_at=None), cut)


@router.get("/coming", response=list[ComingShown])
@needs("read", Action.INSPECT)
def list_coming(request: HttpRequest) -> Any:
    """The law announced, and whom of the base it touches."""
    return announced(request.organisation, timezone.localdate(), language_of(request))


@router.get("/faults", response=Page[FaultShown])
@needs("read", Action.INSPECT)
def list_faults(request: HttpRequest, cut: Slice) -> Any:
    """What is wrong now."""
    return page(Fault.objects.of(request.organisation).filter(gone_at=None).select_related("owner"), cut)


@router.post("/inspections", response={201: InspectionShown})
@needs("write", Action.SANCTION)
def run_inspection(request: HttpRequest) -> Any:
    """Look now, and act by the scale of the house."""
    return Status(201, inspect(request.organisation, at=timezone.now(), by=request.member))


@router.get("/sanctions", response=Page[SanctionShown])
@needs("read", Action.INSPECT)
def list_sanctions(request: HttpRequest, cut: Slice) -> Any:
    """Every measure, lifted or not."""
    return page(Sanction.objects.of(request.organisation), cut)


@router.post("/sanctions", response={201: SanctionShown})
@needs("write", Action.SANCTION)
def give_sanction(request: HttpRequest, asked: SanctionAsked) -> Any:
    """Warn, give notice or suspend; a suspension acts at once."""
    try:
        given = sanction(
            request.organisation, asked.kind, asked.about, reason=asked.reason, by=request.member, at=timezone.now()
        )
    except NotSuspendable as why:
        raise Problem(404, "not-found", str(why)) from why
    return Status(201, given)


@router.post("/sanctions/{int:number}/lift", response=SanctionShown)
@needs("write", Action.SANCTION)
def lift_sanction(request: HttpRequest, number: Number, asked: LiftAsked) -> Any:
    """End a measure: another person than who took it, with a reason."""
    given = get_object_or_404(Sanction.objects.of(request.organisation).select_related("organisation"), pk=number)
    try:
        lift(given, because=asked.because, by=request.member, at=timezone.now())
    except ValidationError as refusal:
        raise Problem(409, "not-lifted", " ".join(refusal.messages)) from refusal
    given.refresh_from_db()
    return given


@router.get("/readiness", response=list[StepShown])
@needs("read")
def read_readiness(request: HttpRequest) -> Any:
    """From nothing to lawful: every step, ticked from facts."""
    return [step._asdict() for step in readiness(request.organisation, timezone.now(), language_of(request))]
