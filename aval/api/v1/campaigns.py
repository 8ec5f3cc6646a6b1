"""Campaigns: drafted, written, launched, paused, resumed; how far each is."""

from dataclasses import asdict
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from aval.accounts.permissions import Action
from aval.api.keys import needs
from aval.api.pages import Page, Slice, page
from aval.api.problems import Problem
from aval.api.shapes import Asked, Code, Line
from aval.api.v1.offers import find as find_offer
from aval.api.v1.segments import find as find_segment
from aval.api.v1.sources import Why
from aval.api.v1.sources import find as find_source
from aval.campaigns import running
from aval.campaigns.models import Campaign, Step
from aval.campaigns.sequencing import LONGEST_WAIT, LONGEST_WHAT, MOST, Hours, Wanted, describe_steps
from aval.post.attempts import progress
from aval.post.funnel import funnel

router = Router(tags=["campaigns"])
Kinds = StrEnum("Kinds", {one: one for one in Step.Kind.values})


class NewCampaign(Asked):
    """One letter of one offer to the people of one source."""

    name: Annotated[Line, Field(max_length=200)]
    offer: Code
    source: Code
    segment: Code | None = None


class Words(Asked):
    """What a member writes; what the law asks is generated around it."""

    subject: Annotated[Line, Field(max_length=200)]
    body: Annotated[str, Field(max_length=50_000, pattern=r"^[^\x00]*$")]


class LetterShown(Words):
    """A letter in one language."""

    language: str
    place: int
    version: str
    updated_at: datetime


class StepAsked(Asked):
    """One step: a letter that leaves by itself, or `what` a human does. `wait_days` are worked days after the step before."""

    kind: Kinds
    wait_days: Annotated[int, Field(ge=0, le=LONGEST_WAIT)] = 0
    what: Annotated[Line, Field(max_length=LONGEST_WHAT)] = ""


class Steps(Asked):
    """The steps, in order; hours both null: at any hour. `rests`: pairs of days, the second one excluded."""

    steps: Annotated[list[StepAsked], Field(max_length=MOST)]
    from_hour: Annotated[int, Field(ge=0, le=23)] | None = None
    to_hour: Annotated[int, Field(ge=1, le=24)] | None = None
    rests: Annotated[list[tuple[date, date]], Field(max_length=50)] = []


class FunnelLine(Schema):
    """Counts of messages; `key` names the line (the step and its version, a domain…), empty for small ones together."""

    key: list[str]
    aimed: int
    refused: int
    waiting: int
    failed: int
    uncertain: int
    handed: int
    bounced: int
    complained: int
    objected: int
    answered: int


class CampaignShown(Schema):
    """A campaign; paused by itself, it says why."""

    code: str
    name: str
    offer: str
    source: str
    state: str
    paused_why: str
    created_at: datetime
    launched_at: datetime | None
    finished_at: datetime | None

    @staticmethod
    def resolve_offer(row: Campaign) -> str:
        return row.offer.code

    @staticmethod
    def resolve_source(row: Campaign) -> str:
        return row.source.code


class CampaignWhole(CampaignShown):
    """With its letters, and how many attempts are in each state."""

    letters: list[LetterShown]
    progress: dict[str, int]

    @staticmethod
    def resolve_progress(row: Campaign) -> dict[str, int]:
        return progress(row)


def find(request: HttpRequest, code: str) -> Campaign:
    """The campaign of this organisation, or 404."""
    rows = Campaign.objects.of(request.organisation).select_related("offer__brand__organisation", "source")
    return get_object_or_404(rows, code=code)


def move(act: Any, campaign: Campaign, **said: Any) -> Campaign:
    """The campaign, moved; a 409 that says what to do when it cannot."""
    try:
        act(campaign, at=timezone.now(), **said)
    except running.NotReady as why:
        raise Problem(409, why.code, str(why)) from why
    return campaign


@router.get("", response=Page[CampaignShown])
@needs("read")
def list_campaigns(request: HttpRequest, cut: Slice) -> Any:
    """Every campaign."""
    return page(Campaign.objects.of(request.organisation).select_related("offer", "source"), cut)


@router.post("", response={201: CampaignWhole})
@needs("write", Action.WRITE_LETTER)
def draft(request: HttpRequest, new: NewCampaign) -> Any:
    """A draft."""
    offer, source = find_offer(request, new.offer), find_source(request, new.source)
    segment = find_segment(request, new.segment) if new.segment else None
    made = running.draft_campaign(offer, source, name=new.name, segment=segment, by=request.member, at=timezone.now())
    return Status(201, made)


@router.get("/{slug:code}", response=CampaignWhole)
@needs("read")
def read_campaign(request: HttpRequest, code: str) -> Any:
    """One campaign, and how far it is."""
    return find(request, code)


@router.put("/{slug:code}/letters/{language}", response=LetterShown)
@needs("write", Action.WRITE_LETTER)
def write_letter(
    request: HttpRequest,
    code: str,
    language: Literal["fr", "en"],
    words: Words,
    step: Annotated[int, Query(ge=1, le=MOST)] = 1,
    version: Literal["a", "b"] = "a",
) -> Any:
    """Write the letter of a step in one language. Kept once it can be read; 422 says which line and column cannot."""
    said = words.dict() | {"place": step, "version": version}
    return running.save_letter(find(request, code), language=language, by=request.member, at=timezone.now(), **said)


@router.put("/{slug:code}/steps", response=CampaignWhole)
@needs("write", Action.WRITE_LETTER)
def describe(request: HttpRequest, code: str, asked: Steps) -> Any:
    """Describe the steps of a draft, whole; letters of steps that are gone go with them."""
    campaign = find(request, code)
    wanted = [Wanted(kind=one.kind, wait_days=one.wait_days, what=one.what) for one in asked.steps]
    hours = Hours(from_hour=asked.from_hour, to_hour=asked.to_hour, rests=tuple(asked.rests))
    describe_steps(campaign, wanted, hours=hours, by=request.member, at=timezone.now())
    return campaign


@router.get("/{slug:code}/funnel", response=list[FunnelLine])
@needs("read")
def read_funnel(
    request: HttpRequest, code: str, by: Literal["", "step", "version", "source", "campaign", "domain"] = ""
) -> Any:
    """From aimed to answered: counts, never names."""
    return [asdict(line) for line in funnel(request.organisation, by=by, campaign=find(request, code))]


@router.post("/{slug:code}/launch", response=CampaignWhole)
@needs("write", Action.LAUNCH)
def launch(request: HttpRequest, code: str) -> Any:
    """From draft to running; each message is cleared at the moment it leaves."""
    try:
        return move(running.launch, find(request, code), by=request.member)
    except ValidationError as why:
        raise Problem(409, "not-ready", " ".join(why.messages)) from why


@router.post("/{slug:code}/pause", response=CampaignWhole)
@needs("write", Action.PAUSE)
def pause(request: HttpRequest, code: str, reason: Why) -> Any:
    """Stop between two messages."""
    return move(running.pause, find(request, code), why=reason.why, by=request.member)


@router.post("/{slug:code}/resume", response=CampaignWhole)
@needs("write", Action.LAUNCH)
def resume(request: HttpRequest, code: str) -> Any:
    """Go on where it stopped."""
    return move(running.resume, find(request, code), by=request.member)
