"""The gate for others: may these people be contacted, about this offer, through this channel, now?"""

from datetime import date, datetime
from json import dumps
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from aval.api.keys import needs
from aval.api.middleware import language_of
from aval.api.problems import Problem
from aval.api.shapes import Asked, Code, Line
from aval.api.v1.offers import find as find_offer
from aval.campaigns.offers import aim_of
from aval.clearance.answering import answer_many, speak
from aval.clearance.asked import keep_lines, keep_people, number_of
from aval.clearance.asking import ask
from aval.clearance.gathering import MEDIA, Contact
from aval.clearance.kept import find
from aval.clearance.replaying import replay, tell
from aval.law.parameters import eras
from aval.law.schema import schema
from aval.law.tables import QUESTIONS
from aval.prospects.classification import say

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
    """About one address or number; `decision` is its number, null where there is an error."""

    value: str
    decision: str | None = None


class LineDecided(DecisionShown):
    """About one line of facts; `decision` is its number, null where there is an error."""

    id: Any = None
    decision: str | None = None


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
    """About people of the base. Nobody is contacted; each answer is kept under its number. Ask again at the moment of contact."""
    at, language = timezone.now(), language_of(request)
    aim = aim_of(find_offer(request, asked.offer), timezone.localdate(at))
    contact = Contact(aim=aim, channel=asked.channel, message_type="prospecting", at=at, message={})
    answers = ask(contact, asked.values)
    kept = keep_people(request.organisation, answers, token=request.auth, at=at)
    spoken = [_inside(speak(decision, language)) for decision in answers.decisions]
    body = _Body(at)
    answered = zip(asked.values, answers.lines["decision"], answers.lines["refusal"], strict=True)
    for place, (value, which, code) in enumerate(answered):
        said = _error(code, say(code, language)) if code else spoken[which]
        body.add("value", value, None if code else number_of(kept, place), said)
    return body.response()


@router.post("/facts", response=LinesDecided)
@needs("decide")
def about_facts(request: HttpRequest, asked: AboutFacts) -> Any:
    """About facts alone, like `aval decide`; a bad line is answered by its error and the others by theirs. Kept likewise."""
    at, language = timezone.now(), language_of(request)
    answered, faults = answer_many(asked.lines, at=at, question=asked.question, language=language)
    kept = keep_lines(request.organisation, answered, len(asked.lines), token=request.auth, at=at)
    told: dict[int, tuple[str | None, bytes]] = {
        place: (None, _error(why.code, why.text, why.field)) for place, why in faults.items()
    }
    for group in answered:
        spoken = [_inside(speak(decision, language)) for decision in group.decided.decisions]
        for place, which in zip(group.places, group.decided.whose, strict=True):
            told[place] = number_of(kept, place), spoken[which]
    body = _Body(at)
    for place, line in enumerate(asked.lines):
        body.add("id", line.get("id"), *told[place])
    return body.response()


class _Body:
    """The answer, each different decision written once and copied: ten thousand of them are mostly the same few."""

    def __init__(self, at: datetime) -> None:
        self._parts = [b'{"at": "', at.isoformat().encode(), b'", "items": [']

    def add(self, name: str, value: object, number: str | None, said: bytes) -> None:
        self._parts += [f'{{"{name}": {dumps(value)}, "decision": {dumps(number)}, '.encode(), said, b"}, "]

    def response(self) -> HttpResponse:
        last = [b"}"] if self._parts[-1] == b"}, " else []
        return HttpResponse(
            b"".join([*self._parts[: len(self._parts) - len(last)], *last, b"]}"]),
            content_type="application/json; charset=utf-8",
        )


def _inside(said: dict[str, Any]) -> bytes:
    return dumps(said | {"error": None})[1:-1].encode()


def _error(code: str, text: str, field: str | None = None) -> bytes:
    return dumps(DecisionShown(error=BadShown(code=code, text=text, field=field)).model_dump())[1:-1].encode()


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

    decision: int | str
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


@router.get("/{slug:number}", response=DecisionReplayed)
@needs("read")
def replay_decision(request: HttpRequest, number: str, law: date | None = None) -> Any:
    """A decision kept, by its number (of an attempt, or of an answer given here), and taken again on its own facts; `law`: under the law of that day instead."""
    kept = find(request.organisation.pk, number)
    if kept is None:
        raise Http404(number)
    if law is not None and law < eras()[0]:
        raise Problem(422, "before-the-law", _("La loi écrite ici commence plus tard que ce jour."))
    return tell(replay(kept, law=law), language_of(request))
