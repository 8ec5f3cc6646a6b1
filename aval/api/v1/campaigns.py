"""Campaigns: drafted, written, launched, paused, resumed; how far each is."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema, Status

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
from aval.campaigns.models import Campaign
from aval.post.attempts import progress

router = Router(tags=["campaigns"])


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
    updated_at: datetime


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
def write_letter(request: HttpRequest, code: str, language: Literal["fr", "en"], words: Words) -> Any:
    """Write the letter in one language. Kept once it can be read; 422 says which line and column cannot."""
    said = words.dict()
    return running.save_letter(find(request, code), language=language, by=request.member, at=timezone.now(), **said)


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
