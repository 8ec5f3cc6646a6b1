"""What a supplier shows, checked piece by piece: forms of collection, lists of partners, proofs of lines we draw, rented campaigns."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from aval.accounts.permissions import Action
from aval.api.keys import needs
from aval.api.middleware import language_of
from aval.api.problems import Problem
from aval.api.shapes import Asked, Line
from aval.api.v1.audits import FormAsked, audited
from aval.api.v1.sources import Count, Supplier
from aval.api.v1.sources import find as find_source
from aval.clearance.quarantine import examine_all, held_of
from aval.collection.supplied import take_form
from aval.prospects import proofs
from aval.prospects.models import Sample, Source
from aval.prospects.suppliers import (
    asked_of,
    draw_sample,
    keep_partner_list,
    keep_rental,
    line_problems,
    list_problems,
    verify_sample,
)

router = Router(tags=["suppliers"])
Page = Annotated[str, Field(min_length=1, max_length=500_000, pattern=r"^[^\x00]*$")]


class ProblemShown(Schema):
    """What is wrong: a code, on which line of ours, which line of theirs, which field, in words."""

    code: str
    line: int
    proof: int
    field: str
    text: str


class CaptureShown(Schema):
    """A form of the supplier, with what its audit said: pass, fail or undetermined."""

    site: str
    from_on: date
    until_on: date | None
    verdict: str
    digest: str
    findings: list[dict[str, Any]]


class PartnerListShown(Schema):
    """A dated list of partners; `line` names us, null when none does."""

    dated_on: date
    line: int | None
    digest: str


class LineDrawn(Schema):
    """A line drawn, whose proof the supplier is asked for."""

    line: int
    email: str


class SampleShown(Schema):
    """Lines drawn at random; `seed` draws them again. `valid` once proofs were shown, with what is wrong in them."""

    id: int
    seed: str
    population: int
    drawn_at: datetime
    asked: list[LineDrawn]
    checked_at: datetime | None
    valid: int | None
    problems: list[ProblemShown]


class RentalShown(Schema):
    """A campaign the renter sent; whether it named us, how many oppositions were recorded, and the lines that name nobody."""

    sent_on: date
    recipients: int
    names_us: bool
    objections: int
    digest: str
    problems: list[ProblemShown] = []


class Dossier(Schema):
    """The whole dossier: what it says now, the pieces, what contradicts what, and how many people stay in quarantine."""

    supplier: Supplier | None
    quarantined: int
    problems: list[ProblemShown]
    forms: list[CaptureShown]
    partners: list[PartnerListShown]
    sample: SampleShown | None
    rentals: list[RentalShown]


class NewCapture(FormAsked):
    """A form of the supplier, by its address or its HTML, for one site and period."""

    site: Annotated[Line, Field(min_length=1, max_length=253)]
    from_on: date
    until_on: date | None = None


class NewPartnerList(Asked):
    """A list of partners as people could read it, one a line."""

    dated_on: date
    text: Page


class NewSample(Asked):
    """How many lines to draw."""

    size: Annotated[int, Field(ge=1, le=1000)] = 50


class NewProofs(Asked):
    """The CSV file of proofs, as text: email, date, texte, version, site, ip."""

    csv: Annotated[str, Field(max_length=5_000_000)]


class NewRental(Asked):
    """A campaign the renter sent for us: never the addresses he wrote to, only the oppositions he returns."""

    sent_on: date
    recipients: Annotated[Count, Field(ge=1)]
    message: Page
    objections: list[Line] = []


def _found(request: HttpRequest, code: str) -> Source:
    return find_source(request, code)


def _said(problems: list[proofs.Problem], request: HttpRequest) -> list[dict[str, Any]]:
    language = language_of(request)
    names = ("code", "line", "proof", "field")
    return [{name: getattr(one, name) for name in names} | {"text": one.say(language)} for one in problems]


def _shown(sample: Sample, request: HttpRequest) -> dict[str, Any]:
    names = ("id", "seed", "population", "drawn_at", "checked_at", "valid")
    asked = [{"line": one.line, "email": one.email} for one in asked_of(sample)]
    problems = [proofs.Problem(**one) for one in sample.problems]
    return {name: getattr(sample, name) for name in names} | {"asked": asked, "problems": _said(problems, request)}


@router.get("/{slug:code}", response=Dossier)
@needs("read", Action.CHECK_SUPPLIER)
def read_dossier(request: HttpRequest, code: str) -> Any:
    """The dossier of a source: every piece, every contradiction, who is still in quarantine."""
    source = _found(request, code)
    sample = source.samples.first()
    return {
        "supplier": getattr(source, "supplier_file", None),
        "quarantined": held_of(source),
        "problems": _said([*list_problems(source), *line_problems(source)], request),
        "forms": list(source.captures.all()),
        "partners": list(source.partner_lists.all()),
        "sample": _shown(sample, request) if sample else None,
        "rentals": list(source.rentals.all()),
    }


@router.post("/{slug:code}/forms", response={201: CaptureShown})
@needs("write", Action.CHECK_SUPPLIER)
def add_form(request: HttpRequest, code: str, new: NewCapture) -> Any:
    """Audit a form of the supplier and keep it; the dossier and the quarantine follow."""
    source = _found(request, code)
    audit, page = audited(new, request)
    around = {"site": new.site, "from_on": new.from_on, "until_on": new.until_on}
    kept = take_form(source, page, audit, **around, by=request.member, at=timezone.now())
    examine_all(request.organisation, at=timezone.now())
    return Status(201, kept)


@router.post("/{slug:code}/partners", response={201: PartnerListShown})
@needs("write", Action.CHECK_SUPPLIER)
def add_partners(request: HttpRequest, code: str, new: NewPartnerList) -> Any:
    """Keep a list of partners; the line that names us is looked for here."""
    kept = keep_partner_list(_found(request, code), **new.dict(), by=request.member, at=timezone.now())
    examine_all(request.organisation, at=timezone.now())
    return Status(201, kept)


@router.post("/{slug:code}/draw", response={201: SampleShown})
@needs("write", Action.CHECK_SUPPLIER)
def draw(request: HttpRequest, code: str, new: NewSample) -> Any:
    """Draw lines at random, whose proofs the supplier must show."""
    drawn = draw_sample(_found(request, code), size=new.size, by=request.member, at=timezone.now())
    return Status(201, _shown(drawn, request))


@router.post("/{slug:code}/proofs", response=SampleShown)
@needs("write", Action.CHECK_SUPPLIER)
def show_proofs(request: HttpRequest, code: str, new: NewProofs) -> Any:
    """Check the proofs shown for the last lines drawn; what is wrong says which line and which field."""
    sample = _found(request, code).samples.first()
    language = language_of(request)
    if sample is None:
        raise Problem(409, "no-sample", proofs.Problem("no-sample").say(language))
    try:
        shown = proofs.read_proofs(new.csv.encode())
    except proofs.ProofsUnreadable as why:
        raise Problem(422, why.code, proofs.Problem(why.code, detail=why.detail).say(language)) from why
    verify_sample(sample, shown, by=request.member, at=timezone.now())
    examine_all(request.organisation, at=timezone.now())
    return _shown(sample, request)


@router.post("/{slug:code}/rentals", response={201: RentalShown})
@needs("write", Action.CHECK_SUPPLIER)
def add_rental(request: HttpRequest, code: str, new: NewRental) -> Any:
    """Keep what proves a campaign the renter sent; the oppositions he returns hold here at once."""
    kept, unread = keep_rental(_found(request, code), **new.dict(), by=request.member, at=timezone.now())
    names = ("sent_on", "recipients", "names_us", "objections", "digest")
    return Status(201, {name: getattr(kept, name) for name in names} | {"problems": _said(unread, request)})
