"""Where conversations stand, and what people bought: the law reads the second, never the first."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from aval.accounts.permissions import Action
from aval.api.keys import needs
from aval.api.pages import Page, Slice, page
from aval.api.shapes import Asked, Line, Number
from aval.prospects import relations, stages
from aval.prospects.models import Person, Stage

router = Router(tags=["stages"])


class Bought(Asked):
    """An account, an order, a contract, or the end of the relation."""

    fact: Literal["account", "order", "contract", "ended"]
    happened_on: date
    ends_on: date | None = None
    product: Annotated[Line, Field(max_length=60)] = ""
    reference: Annotated[Line, Field(max_length=120)] = ""
    seller_siren: Annotated[Line, Field(max_length=11)] = ""
    seller_merged: bool = False
    refusal_offered: bool | None = None


class Move(Asked):
    """Another stage; `customer` needs `fact`, what was ordered or signed, unless it is on record."""

    stage: Literal["prospect", "talking", "meeting", "proposal", "customer", "former", "not_now"]
    product: Annotated[Line, Field(max_length=60)] = ""
    amount: Decimal | None = Field(None, ge=0, max_digits=12, decimal_places=2)
    reason: Annotated[Line, Field(max_length=200)] = ""
    meeting_at: datetime | None = None
    next_on: date | None = None
    fact: Literal["order", "contract"] | None = None
    happened_on: date | None = None
    refusal_offered: bool | None = None


class StageShown(Schema):
    """A stage that lasts."""

    id: int
    person: int
    stage: str
    since: datetime
    product: str
    amount: Decimal | None
    reason: str
    meeting_at: datetime | None
    next_on: date | None
    entry: int

    @staticmethod
    def resolve_person(row: Stage) -> int:
        return row.person_id

    @staticmethod
    def resolve_stage(row: Stage) -> str:
        return row.code

    @staticmethod
    def resolve_entry(row: Stage) -> int:
        return row.evidence


class Moved(Schema):
    """The new stage, and what the law makes of it, in codes and in words."""

    stage: StageShown
    changes: list[str]
    said: list[str]


class TieShown(Schema):
    """Where she stands as a buyer today."""

    customer: bool
    account_only: bool
    current_contract: bool
    ended_on: date | None


@router.get("", response=Page[StageShown])
@needs("read")
def list_stages(request: HttpRequest, cut: Slice) -> Any:
    """Every conversation under way."""
    return page(Stage.objects.of(request.organisation).filter(until=None), cut)


@router.post("/{int:number}", response={201: Moved})
@needs("write", Action.MOVE_STAGE)
def move(request: HttpRequest, number: Number, new: Move) -> Any:
    """Put a person (by her number) at a stage."""
    given = new.dict()
    fact, day, offered = given.pop("fact"), given.pop("happened_on"), given.pop("refusal_offered")
    at = timezone.now()
    sale = stages.Sale(fact=fact, happened_on=day or timezone.localdate(at), refusal_offered=offered) if fact else None
    moved = stages.move_to(_person(request, number), given.pop("stage"), sale=sale, by=request.member, at=at, **given)
    said = [stages.words(code) for code in moved.changes]
    return Status(201, {"stage": moved.stage, "changes": list(moved.changes), "said": said})


@router.get("/{int:number}/relation", response=TieShown)
@needs("read")
def read_relation(request: HttpRequest, number: Number) -> Any:
    """Whether a person is a customer, has a current contract, or has left."""
    tie = relations.tie_of(_person(request, number), timezone.localdate())
    return {
        "customer": tie.customer,
        "account_only": tie.account_only,
        "current_contract": tie.current,
        "ended_on": tie.ended_on,
    }


@router.post("/{int:number}/relation", response={201: TieShown})
@needs("write", Action.MOVE_STAGE)
def record(request: HttpRequest, number: Number, new: Bought) -> Any:
    """Record what a person bought, signed or ended."""
    given = new.dict()
    person = _person(request, number)
    relations.record_relation(person, given.pop("fact"), by=request.member, at=timezone.now(), **given)
    return Status(201, read_relation(request, number))


def _person(request: HttpRequest, number: int) -> Person:
    people = Person.objects.of(request.organisation).select_related("organisation")
    return get_object_or_404(people, pk=number, quarantined=False)
