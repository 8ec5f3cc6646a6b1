"""Segments: saved filters over what is known. Being in one allows nothing: the law decides of each person."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from aval.accounts.permissions import Action
from aval.api.keys import needs
from aval.api.pages import Page, Slice, page
from aval.api.shapes import Asked, Line
from aval.prospects import segments
from aval.prospects.criteria import criteria
from aval.prospects.models import Segment

router = Router(tags=["segments"])
Value = Annotated[Line, Field(max_length=120)]


class Condition(Asked):
    """One condition: `is` or `is_not` one of these values; or `within` or `beyond` so many days."""

    about: Annotated[Line, Field(max_length=40)]
    within: int | None = Field(None, gt=0)
    beyond: int | None = Field(None, gt=0)
    among: list[Value] | None = Field(None, alias="is", max_length=segments.LONGEST)
    is_not: list[Value] | None = Field(None, max_length=segments.LONGEST)


class Filter(Asked):
    """Conditions that must all hold."""

    rules: Annotated[list[Condition], Field(min_length=1, max_length=segments.MOST)]


class NewSegment(Filter):
    """A filter with a name."""

    name: Annotated[Line, Field(max_length=120)]


class Counted(Schema):
    """How many people; `exact` is false when told from a sample of `seen` records."""

    people: int
    exact: bool
    seen: int


class SegmentShown(Schema):
    """`people` is the last full count, taken at `counted_at`."""

    code: str
    name: str
    rules: list[dict[str, Any]]
    people: int | None
    counted_at: datetime | None
    created_at: datetime


class CriterionShown(Schema):
    """A question a segment may ask: `choice` and `text` take values, `days` a number of days."""

    code: str
    label: str
    kind: str
    values: list[str]


def find(request: HttpRequest, code: str) -> Segment:
    """The segment of this organisation, or 404."""
    return get_object_or_404(segments.segments_of(request.organisation), code=code)


@router.get("", response=Page[SegmentShown])
@needs("read")
def list_segments(request: HttpRequest, cut: Slice) -> Any:
    """Every segment."""
    return page(segments.segments_of(request.organisation), cut)


@router.get("/criteria", response=list[CriterionShown])
@needs("read")
def list_criteria(request: HttpRequest) -> Any:
    """What may be asked, and with which values."""
    ours = request.organisation
    return [
        {
            "code": one.code,
            "label": str(one.label),
            "kind": one.kind,
            "values": [code for code, _label in one.choices(ours)] if one.choices else [],
        }
        for one in criteria().values()
    ]


@router.post("/count", response=Counted)
@needs("read")
def count(request: HttpRequest, new: Filter) -> Any:
    """How many people the conditions hold for; nothing is kept."""
    return segments.count_people(request.organisation.pk, segments.read_rules(_rules(new)), timezone.now())


@router.post("", response={201: SegmentShown})
@needs("write", Action.KEEP_SEGMENT)
def keep(request: HttpRequest, new: NewSegment) -> Any:
    """Save a filter."""
    made = segments.keep_segment(
        request.organisation, name=new.name, rules=_rules(new), by=request.member, at=timezone.now()
    )
    return Status(201, made)


@router.get("/{slug:code}", response=SegmentShown)
@needs("read")
def read_segment(request: HttpRequest, code: str) -> Any:
    """One segment."""
    return find(request, code)


@router.delete("/{slug:code}", response={204: None})
@needs("write", Action.KEEP_SEGMENT)
def drop(request: HttpRequest, code: str) -> Any:
    """Offer it no more."""
    segments.drop_segment(find(request, code), by=request.member, at=timezone.now())
    return Status(204, None)


def _rules(new: Filter) -> list[dict[str, Any]]:
    return [one.dict(by_alias=True, exclude_none=True) for one in new.rules]
