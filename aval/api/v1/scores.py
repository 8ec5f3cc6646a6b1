"""Scores one can read: who is warm, and why."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Router, Schema

from aval.api.keys import needs
from aval.api.pages import Page, Slice, page
from aval.collection.models import Score
from aval.collection.scoring import count_score, factors
from aval.prospects.models import Person

router = Router(tags=["scores"])


class ScoreShown(Schema):
    """A score as last counted."""

    person_id: int
    points: int
    factors: list[dict[str, Any]]
    counted_at: datetime


class FactorShown(Schema):
    """One factor: how many times, the points, at most how many, over how many days."""

    code: str
    text: str
    count: int
    points: int
    most: int
    days: int


class Explained(Schema):
    """Her score now; without one, `none` says why: untold, objected or quiet."""

    person: int
    points: int
    factors: list[FactorShown]
    none: str


@router.get("", response=Page[ScoreShown])
@needs("read")
def list_scores(request: HttpRequest, cut: Slice) -> Any:
    """Everybody who has one."""
    return page(Score.objects.of(request.organisation), cut)


@router.get("/{int:number}", response=Explained)
@needs("read")
def explain(request: HttpRequest, number: int) -> Any:
    """What one person's score is made of, counted now."""
    person = get_object_or_404(Person.objects.of(request.organisation).filter(quarantined=False), pk=number)
    counted, language = count_score(person, timezone.now()), get_language() or "fr"
    rows = [
        {"code": one.code, "text": one.say(language), "count": one.count, "points": one.points,
         "most": factors()[one.code]["most"], "days": factors()[one.code]["days"]}
        for one in counted.factors
    ]  # fmt: skip
    return {"person": person.pk, "points": counted.points, "factors": rows, "none": counted.none}
