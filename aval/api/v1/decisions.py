"""The gate for others: may these people be contacted, about this offer, through this channel, now?"""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from aval.api.keys import needs
from aval.api.middleware import language_of
from aval.api.problems import Problem
from aval.api.shapes import Asked, Code, Line
from aval.api.v1.offers import find as find_offer
from aval.campaigns.offers import aim_of
from aval.clearance.answering import BadLine, answer
from aval.clearance.asking import ask
from aval.clearance.gathering import MEDIA, Contact
from aval.clearance.models import Clearance
from aval.clearance.replaying import replay, tell
from aval.law.parameters import eras
from aval.law.schema import schema
from aval.law.tables import QUESTIONS

router = Router(tags=["decisions"])
LARGEST = 10_000
Channel = Literal[tuple(MEDIA)]


class AboutPeople(Asked):
    """Addresses or numbers, an offer, a channel."""

    values: Annotated[list[Line], Field(max_length=LARGEST)]
    offer: Code
    channel: Channel = "email"


class AboutFacts(Asked):
    """Lines of facts, as `GET /decisions/schema` describes them; `question` serves the lines that name none."""

    lines: Annotated[list[dict[str, Any]], Field(max_length=LARGEST)]
    question: Literal[QUESTIONS] = "contact"


class ReasonShown(Schema):
    """One reason: which rule, which article, how sure its source is, what would unlock, what is missing, until when."""

    code: str
    rule: str
    article: str
    mark: str
    outcome: str
    label: str
    text: str
    unlock: str
    missing: list[str]
    until: str | None


class BadShown(Schema):
    """Why a line has no answer."""

    code: str
    text: str
    field: str | None = None


class DecisionShown(Schema):
    """An answer, or an `error`. `obligations` travel with an allowed contact; `law` is the digest of the law it was made under."""

    verdict: Literal["allow", "review", "refuse"] | None = None
    reasons: list[ReasonShown] = []
    basis: str | None = None
    obligations: list[str] = []
    law: str | None = None
    error: BadShown | None = None


class PersonDecided(DecisionShown):
    """About one address or number."""

    value: str


class LineDecided(DecisionShown):
    """About one line of facts."""

    id: str | int | None = None


class PeopleDecided(Schema):
    """One answer a value, in order, as of an instant."""

    at: datetime
    items: list[PersonDecided]


class LinesDecided(Schema):
    """One answer a line, in order; `at` gave the hour to lines that left it out."""

    at: datetime
    items: list[LineDecided]


@router.post("", response=PeopleDecided)
@needs("decide")
def about_people(request: HttpRequest, asked: AboutPeople) -> Any:
    """About people of the base. Nobody is contacted and nothing is kept: ask again at the moment of contact."""
    at = timezone.now()
    aim = aim_of(find_offer(request, asked.offer), timezone.localdate(at))
    contact = Contact(aim=aim, channel=asked.channel, message_type="prospecting", at=at, message={})
    return {"at": at, "items": ask(contact, asked.values, language_of(request))}


@router.post("/facts", response=LinesDecided)
@needs("decide")
def about_facts(request: HttpRequest, asked: AboutFacts) -> Any:
    """About facts alone, like `aval decide`; a bad line is answered by its error and the others by theirs."""
    at, language = timezone.now(), language_of(request)
    return {"at": at, "items": [_about(line, asked.question, at, language) for line in asked.lines]}


def _about(line: dict[str, Any], question: str, at: datetime, language: str) -> dict[str, Any]:
    try:
        return answer(line, at=at, question=question, language=language)
    except BadLine as why:
        return {"id": line.get("id"), "error": {"code": why.code, "text": why.text, "field": why.field}}


@router.get("/schema", response=dict[str, Any])
@needs("decide")
def facts_schema(request: HttpRequest) -> Any:
    """JSON Schema (2020-12) of one line of facts, each described with what its absence means."""
    return schema(language_of(request))


class Answered(Schema):
    """An answer of the law: `law` is the digest of its text."""

    verdict: Literal["allow", "review", "refuse"]
    basis: str | None
    findings: list[str]
    law: str


class Found(Schema):
    """A finding that appears or goes, with its article."""

    code: str
    label: str
    article: str


class DecisionReplayed(Schema):
    """A decision kept, beside what comes out `now`.

    `state`: same, changes (under another law), rewritten (the rules of its day were corrected since), broken, altered (not what
    the ledger says) or unreadable. `attested` is null where the ledger's entry was emptied by an erasure.
    """

    decision: int
    decided_at: datetime
    under: date | None
    state: Literal["same", "changes", "rewritten", "broken", "altered", "unreadable"]
    reproduced: bool
    same_law: bool
    attested: bool | None
    unreadable: str
    kept: Answered
    now: Answered | None
    appears: list[Found]
    goes: list[Found]


@router.get("/{int:number}", response=DecisionReplayed)
@needs("read")
def replay_decision(request: HttpRequest, number: int, law: date | None = None) -> Any:
    """A decision taken at the moment of a contact, decided again on its own facts; `law`: under the law of that day instead."""
    kept = get_object_or_404(Clearance.objects.of(request.organisation), pk=number)
    if law is not None and law < eras()[0]:
        raise Problem(422, "before-the-law", _("La loi écrite ici commence plus tard que ce jour."))
    return tell(replay(kept, law=law), language_of(request))
