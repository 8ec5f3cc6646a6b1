"""Who of a list may be contacted for an offer, who not, why. Nothing is sent."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema

from aval.accounts.permissions import Action
from aval.api.keys import language_of, needs
from aval.campaigns.models import Offer
from aval.campaigns.offers import aim_of
from aval.clearance.gathering import MEDIA
from aval.clearance.models import Screening
from aval.clearance.screening import lines_of, screen
from aval.clearance.wording import say
from aval.prospects.models import Source
from aval.api.problems import Problem

router = Router(tags=["screenings"])
LARGEST = 10_000


class Asked(Schema):
    """An offer, a list (its source; none for the whole base), a channel."""

    offer: str
    list: str | None = None
    channel: str = "email"


def shown(screening: Screening, language: str) -> dict[str, Any]:
    spoken = {code: say(code, language) for code in screening.reasons}
    names = ("id", "offer_code", "channel", "at", "law", "people", "allow", "review", "refuse", "reasons", "evidence")
    words = {
        code: {"label": one.label, "text": one.text, "article": one.article, "unlock": one.unlock} for code, one in spoken.items()
    }
    return {name: getattr(screening, name) for name in names} | {"words": words}


@router.post("", response={201: dict[str, Any]})
@needs("write", Action.SCREEN)
def ask(request: HttpRequest, asked: Asked) -> tuple[int, dict[str, Any]]:
    if asked.channel not in MEDIA:
        raise Problem(422, "channel", f"channel: {', '.join(MEDIA)}")
    at = timezone.now()
    offer = get_object_or_404(Offer.objects.of(request.organisation), code=asked.offer)
    source = get_object_or_404(Source.objects.of(request.organisation), code=asked.list) if asked.list else None
    done = screen(
        request.organisation,
        aim=aim_of(offer, at.date()),
        channel=asked.channel,
        source=source,
        at=at,
        asked_by=request.member,
    )
    return 201, shown(done, language_of(request))


@router.get("/{int:number}", response=dict[str, Any])
@needs("read")
def one_screening(request: HttpRequest, number: int) -> dict[str, Any]:
    return shown(get_object_or_404(Screening.objects.of(request.organisation), pk=number), language_of(request))


@router.get("/{int:number}/lines", response=dict[str, Any])
@needs("read")
def lines(request: HttpRequest, number: int, start: int = 0, limit: int = 1000) -> dict[str, Any]:
    """Each person's verdict and findings, in the order of the list, from line `start`."""
    kept = lines_of(get_object_or_404(Screening.objects.of(request.organisation), pk=number))
    part = kept.slice(max(0, start), max(1, min(limit, LARGEST)))
    end = max(0, start) + part.height
    return {"items": part.to_dicts(), "next": end if end < kept.height else None}
