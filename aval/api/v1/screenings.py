"""Who of a list may be contacted for an offer, who not, why. Nothing is sent."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from aval.accounts.permissions import Action
from aval.api.keys import needs
from aval.api.middleware import language_of
from aval.api.pages import Page, Slice, page
from aval.api.shapes import Asked, Code, Number
from aval.api.v1.decisions import Channel
from aval.api.v1.offers import find as find_offer
from aval.api.v1.segments import find as find_segment
from aval.api.v1.sources import find as find_source
from aval.campaigns.offers import aim_of
from aval.clearance.models import Screening
from aval.clearance.screening import lines_of, screen
from aval.clearance.wording import say

router = Router(tags=["screenings"])
LARGEST = 10_000  # lines a page


class NewScreening(Asked):
    """An offer, a source (none for the whole base), a segment of it (none for all), a channel."""

    offer: Code
    source: Code | None = None
    segment: Code | None = None
    channel: Channel = "email"


class ReasonCounted(Schema):
    """How many people a finding is about, in words, with what would unlock them."""

    code: str
    people: int
    rule: str
    article: str
    label: str
    text: str
    unlock: str


class ScreeningShown(Schema):
    """The counts; `entry` of the ledger proves them."""

    id: int
    offer: str
    source: str | None
    segment: str | None
    channel: str
    at: datetime
    law: str
    people: int
    allow: int
    review: int
    refuse: int
    reasons: list[ReasonCounted]
    entry: int | None

    @staticmethod
    def resolve_offer(row: Screening) -> str:
        return row.offer_code

    @staticmethod
    def resolve_source(row: Screening) -> str | None:
        return row.source.code if row.source else None

    @staticmethod
    def resolve_segment(row: Screening) -> str | None:
        return row.segment.code if row.segment else None

    @staticmethod
    def resolve_entry(row: Screening) -> int | None:
        return row.evidence

    @staticmethod
    def resolve_reasons(row: Screening, context: Any) -> list[dict[str, Any]]:
        language = language_of(context["request"])
        spoken = [(say(code, language), count) for code, count in row.reasons.items()]
        names = ("code", "rule", "article", "label", "text", "unlock")
        return [{"people": count} | {name: getattr(one, name) for name in names} for one, count in spoken]


class LineShown(Schema):
    """One contact point of the list: ids, verdict, codes of the findings."""

    contact_point: int
    person: int
    verdict: str
    findings: list[str]


class Stretch(Schema):
    """From which line, how many."""

    cursor: int = Field(0, ge=0, lt=2**31)
    limit: int = Field(1_000, ge=1, le=LARGEST)


@router.get("", response=Page[ScreeningShown])
@needs("read")
def list_screenings(request: HttpRequest, cut: Slice) -> Any:
    """Every screening, oldest first."""
    return page(Screening.objects.of(request.organisation).select_related("source", "segment").defer("lines"), cut)


@router.post("", response={201: ScreeningShown})
@needs("write", Action.SCREEN)
def ask(request: HttpRequest, new: NewScreening) -> Any:
    """Screen a list now."""
    at = timezone.now()
    offer = find_offer(request, new.offer)
    done = screen(
        request.organisation,
        aim=aim_of(offer, timezone.localdate(at)),
        channel=new.channel,
        source=find_source(request, new.source) if new.source else None,
        segment=find_segment(request, new.segment) if new.segment else None,
        at=at,
        asked_by=request.member,
    )
    return Status(201, done)


@router.get("/{int:number}", response=ScreeningShown)
@needs("read")
def read_screening(request: HttpRequest, number: Number) -> Any:
    """One screening."""
    rows = Screening.objects.of(request.organisation).select_related("source", "segment").defer("lines")
    return get_object_or_404(rows, pk=number)


@router.get("/{int:number}/lines", response=Page[LineShown])
@needs("read", Action.EXPORT)
def read_lines(request: HttpRequest, number: Number, cut: Annotated[Stretch, Query()]) -> Any:
    """Each person's verdict and findings, in the order of the list."""
    kept = lines_of(get_object_or_404(Screening.objects.of(request.organisation), pk=number))
    part = kept.slice(cut.cursor, cut.limit)
    end = cut.cursor + part.height
    return {"items": part.to_dicts(), "next": end if end < kept.height else None}
