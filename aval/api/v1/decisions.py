"""The gate for others: may these people be contacted, about this offer, through this channel, now?"""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from aval.api.keys import language_of, needs
from aval.api.problems import Problem
from aval.campaigns.models import Offer
from aval.campaigns.offers import aim_of
from aval.clearance.deciding import decided
from aval.clearance.gathering import MEDIA, POINT, Contact, gather
from aval.clearance.wording import say
from aval.law.deciding import decide_one
from aval.law.facts import UnknownFact, WrongValue
from aval.law.parameters import BeforeTheLaw
from aval.law.tables import QUESTIONS
from aval.prospects.classification import Refusal, normalise_email, normalise_phone
from aval.prospects.models import ContactPoint

router = Router(tags=["decisions"])
LARGEST = 10_000
FACTS_AT_ONCE = 1_000


class Asked(Schema):
    """Addresses or numbers of the base, an offer, a channel."""

    values: list[str] = Field(max_length=LARGEST)
    offer: str
    channel: str = "email"


class Facts(Schema):
    """Lines of facts, as `aval facts-schema` describes them; `on` is needed in each."""

    lines: list[dict[str, Any]] = Field(max_length=FACTS_AT_ONCE)
    question: str = "contact"


@router.post("", response=dict[str, Any])
@needs("decide")
def about_people(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    """One answer a value, in order. Nobody is contacted and nothing is kept: ask again at the moment of contact.

    An unknown address is refused for want of a source.
    """
    if asked.channel not in MEDIA:
        raise Problem(422, "channel", _("Ce canal ne se demande pas : %(known)s.") % {"known": ", ".join(MEDIA)})
    at, language = timezone.now(), language_of(request)
    offer = get_object_or_404(Offer.objects.of(request.organisation), code=asked.offer)
    contact = Contact(
        aim=aim_of(offer, at.date()), channel=asked.channel, message_type="prospecting", at=at, message={}
    )
    normals = [_normal(value, asked.channel) for value in asked.values]
    gathered = gather(contact, Q(**{POINT + "normal__in": {normal for normal in normals if normal}}))
    known: dict[int, dict[str, Any]] = {}
    if gathered.rows.height:
        answers = decided(contact, gathered)
        known = dict(zip(gathered.rows["contact_point"], answers.iter_rows(named=True), strict=True))
    rows = ContactPoint.objects.of(request.organisation).filter(medium=MEDIA[asked.channel], normal__in=normals)
    points = dict(rows.values_list("normal", "pk"))
    items = [
        {"value": value} | _told(known.get(points.get(normal or "", 0)), language)
        for value, normal in zip(asked.values, normals, strict=True)
    ]
    return {"items": items, "at": at}


@router.post("/facts", response=dict[str, Any])
@needs("decide")
def about_facts(request: HttpRequest, asked: Facts) -> dict[str, Any]:
    """One answer a line of facts, in order; a bad line is answered by its error and the others by theirs."""
    if asked.question not in QUESTIONS:
        raise Problem(422, "question", f"question: {', '.join(QUESTIONS)}")
    return {"items": [_about(line, asked.question, language_of(request)) for line in asked.lines]}


def _about(line: dict[str, Any], question: Any, language: str) -> dict[str, Any]:
    known = {name: value for name, value in line.items() if name != "id"}
    try:
        decision = decide_one(known, question=question)
    except UnknownFact as why:
        return {"id": line.get("id"), "error": {"code": "unknown-fact", "field": why.args[0]}}
    except WrongValue as why:
        text = why.fr if language == "fr" else why.en
        return {"id": line.get("id"), "error": {"code": "wrong-value", "field": why.fact, "text": text}}
    except BeforeTheLaw:
        return {"id": line.get("id"), "error": {"code": "before-the-law", "field": "on"}}
    return {
        "id": line.get("id"),
        "verdict": decision.verdict,
        "basis": decision.basis,
        "reasons": [_said(reason.code, language) for reason in decision.reasons],
        "obligations": list(decision.obligations),
        "law": decision.law,
    }


def _normal(value: str, channel: str) -> str | None:
    if MEDIA[channel] == "email":
        seen = normalise_email(value)
        return None if isinstance(seen, Refusal) else seen.normal
    number = normalise_phone(value)
    return None if isinstance(number, Refusal) else number.e164


def _told(answer: dict[str, Any] | None, language: str) -> dict[str, Any]:
    if answer is None:
        return {"verdict": "refuse", "basis": None, "reasons": [_said("no-source", language)], "obligations": [], "law": None}
    return {
        "verdict": answer["verdict"],
        "basis": answer["basis"],
        "reasons": [_said(code, language) for code in answer["findings"]],
        "obligations": answer["obligations"],
        "law": answer["law"],
    }


def _said(code: str, language: str) -> dict[str, str]:
    words = say(code, language)
    names = ("code", "rule", "article", "label", "text", "unlock", "mark")
    return {name: getattr(words, name) for name in names}
