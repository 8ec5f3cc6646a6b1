"""Who lines are about, from what they say alone. Nothing is kept."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from aval.api.keys import needs
from aval.api.middleware import language_of
from aval.api.shapes import Asked, Line
from aval.prospects.classification.answering import classify_lines

router = Router(tags=["classify"])
LARGEST = 5_000


class LineAsked(Asked):
    """What a line says; every field but `id` is a text, or null."""

    id: Line | int | None = None
    email: Line | None = None
    phone: Line | None = None
    title: Line | None = None
    company: Line | None = None
    legal_form: Line | None = None
    naf: Line | None = None
    country: Line | None = None
    first_name: Line | None = None
    last_name: Line | None = None
    siren: Line | None = None
    sirene_status: Line | None = None


class LinesAsked(Asked):
    """Lines to classify."""

    lines: Annotated[list[LineAsked], Field(max_length=LARGEST)]


class LineClassified(Schema):
    """Who is behind a line: codes, confidence between 0 and 1, and the codes and sentences of why."""

    id: str | int | None
    recipient_kind: str | None
    address_kind: str | None
    function: str | None
    seniority: str | None
    sector: str | None
    confidence: float | None
    why: list[str]
    texts: list[str]
    other_functions: list[str]
    function_confidence: float | None
    domain: str | None
    disposable: bool | None
    legal_form: str | None
    naf: str | None
    siren: str | None
    sirene_status: str | None
    phone: str | None
    phone_line: str | None


class LinesClassified(Schema):
    """One answer a line, in order."""

    items: list[LineClassified]


@router.post("", response=LinesClassified)
@needs("read")
def classify(request: HttpRequest, asked: LinesAsked) -> Any:
    """Classify lines, like `aval classify`."""
    return {"items": classify_lines([line.dict() for line in asked.lines], language_of(request))}
