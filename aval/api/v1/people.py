"""People known, and where each came from; one written down by hand."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema, Status

from aval.accounts import permissions
from aval.accounts.permissions import Action
from aval.api.keys import needs
from aval.api.middleware import language_of
from aval.api.pages import Page, Slice, page
from aval.api.problems import Problem
from aval.api.shapes import Asked, Line, Number
from aval.collection.by_hand import write_down
from aval.collection.cards import LARGEST, NotACard, read_card
from aval.prospects.classification import Refusal, normalise_email
from aval.prospects.models import ContactPoint, Person, Provenance
from aval.prospects.refusals import explain
from aval.rights.informing import owed

router = Router(tags=["people"])


class CompanyShown(Schema):
    """An employer."""

    name: str
    siren: str | None
    legal_form: str | None
    naf: str | None
    sector: str | None
    country: str


class ContactPointShown(Schema):
    """An address or number, what kind of recipient it is, and the codes that say why."""

    id: int
    medium: str
    value: str
    recipient_kind: str
    address_kind: str
    confidence: float | None
    why: str
    unreachable_since: datetime | None


class PersonShown(Schema):
    """What is held about one person."""

    id: int
    first_name: str
    last_name: str
    title: str
    function: str | None
    seniority: str | None
    function_confidence: float | None
    country: str
    language: str
    informed_at: datetime | None
    restricted_at: datetime | None
    company: CompanyShown | None
    contact_points: list[ContactPointShown]
    sources: list[str]

    @staticmethod
    def resolve_sources(person: Person) -> list[str]:
        return [one.source.code for one in person.provenances.all()]


class HandWritten(Asked):
    """What really happened, never more: `door`; `told` on the spot what her data are for and that she may refuse.

    `card` is the text of a vCard or MeCard (a badge's QR code); it fills what is empty. A referral names who gave her.
    """

    door: Literal["card", "badge", "called_us", "met", "referred"]
    given_on: date | None = None
    told: bool = False
    referrer: Annotated[Line, Field(max_length=120)] = ""
    card: Annotated[str, Field(max_length=LARGEST)] = ""
    email: Annotated[Line, Field(max_length=254)] = ""
    first_name: Annotated[Line, Field(max_length=100)] = ""
    last_name: Annotated[Line, Field(max_length=100)] = ""
    company: Annotated[Line, Field(max_length=200)] = ""
    title: Annotated[Line, Field(max_length=200)] = ""
    phone: Annotated[Line, Field(max_length=60)] = ""
    mobile: Annotated[Line, Field(max_length=60)] = ""


class WrittenShown(Schema):
    """Who she is, under which source, and by when she must be told (null: she was told on the spot)."""

    person: int
    created: bool
    source: str
    notice_due_on: date | None

    @staticmethod
    def resolve_source(written: Any) -> str:
        return written.source.code


class ToTell(Schema):
    """People of one source and day who must still be told, and by when."""

    source: str
    collected_on: date
    due_on: date
    people: int
    late: bool

    @staticmethod
    def resolve_source(row: Any) -> str:
        return row.source.code


FIELDS = ("email", "first_name", "last_name", "company", "title", "phone", "mobile")


@router.post("", response={201: WrittenShown})
@needs("write", Action.IMPORT)
def write_by_hand(request: HttpRequest, new: HandWritten) -> Any:
    """Write one person down, as she came: a card, a badge, her call, a meeting, a referral."""
    now = timezone.now()
    fields = {name: getattr(new, name) for name in FIELDS if getattr(new, name)}
    if new.card:
        try:
            fields = read_card(new.card.encode()) | fields
        except NotACard as why:
            raise Problem(
                422, "not-a-card", _("Ce texte n’est pas celui d’une fiche de contact (vCard ou MeCard).")
            ) from why
    given_on = new.given_on or timezone.localdate(now)
    try:
        done = write_down(
            request.organisation, new.door, fields, given_on=given_on, told=new.told, referrer=new.referrer, by=request.member, at=now
        )  # fmt: skip
    except ValidationError as why:
        field, (said, *_rest) = next(iter(why.message_dict.items()))
        raise Problem(
            422, "not-written", explain(said, language_of(request)) if not field else f"{field}: {said}"
        ) from why
    return Status(201, done)


@router.get("/to-tell", response=list[ToTell])
@needs("read")
def list_to_tell(request: HttpRequest) -> Any:
    """Who must still be told that we hold her data, the most pressing first."""
    return owed(request.organisation, timezone.now())


@router.get("", response=Page[PersonShown])
@needs("read")
def list_people(request: HttpRequest, cut: Slice, source: Line = "", email: Line = "") -> Any:
    """Everybody, or those of a source: this is an export, and asks that right. By address: whoever bears it."""
    if not email:
        permissions.require(request.member, Action.EXPORT)
    rows = known(request)
    if source:
        here = Provenance.objects.of(request.organisation).filter(source__code=source)
        rows = rows.filter(pk__in=here.values("person"))
    if email:
        seen = normalise_email(email)
        bears = ContactPoint.objects.of(request.organisation).filter(
            medium="email", normal="" if isinstance(seen, Refusal) else seen.normal
        )
        rows = rows.filter(pk__in=bears.values("person"))
    return page(rows, cut)


@router.get("/{int:number}", response=PersonShown)
@needs("read")
def read_person(request: HttpRequest, number: Number) -> Any:
    """One person."""
    return get_object_or_404(known(request), pk=number)


def known(request: HttpRequest) -> "QuerySet[Person]":
    """The people of this organisation, with what is shown of them."""
    ours = request.organisation
    points = ContactPoint.objects.of(ours).order_by("medium", "pk")
    provenances = Provenance.objects.of(ours).select_related("source").order_by("received_at")
    rows = Person.objects.of(ours).filter(quarantined=False).select_related("company")
    return rows.prefetch_related(
        Prefetch("contact_points", queryset=points), Prefetch("provenances", queryset=provenances)
    )
