"""Offers: what we propose, to whom it speaks, and the assessment that lets it rest on legitimate interest."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from aval.accounts.models import Brand
from aval.accounts.permissions import Action
from aval.api.keys import needs
from aval.api.pages import Page, Slice, page
from aval.api.shapes import Asked, Code, Line, Text
from aval.campaigns.models import Assessment, Offer
from aval.campaigns.offers import assess, describe_offer

router = Router(tags=["offers"])


class NewOffer(Asked):
    """An offer of a brand; functions and sectors (sections of the NAF) are codes, no sector means all."""

    brand: Code
    code: Code
    name: Annotated[Line, Field(max_length=200)]
    category: Annotated[Line, Field(max_length=60)]
    functions: Annotated[list[Code], Field(max_length=100)]
    sectors: Annotated[list[Code], Field(max_length=100)] = []
    reason: Annotated[Line, Field(max_length=400)]
    private_life: bool


class NewAssessment(Asked):
    """A legitimate-interest assessment (art. 6(1)(f) GDPR), signed by the member of the key."""

    interest: Text
    necessity: Text
    balance: Text
    safeguards: Text
    outcome: Assessment.Outcome
    review_on: date


class AssessmentShown(Schema):
    """An assessment as signed; `entry` of the ledger proves it."""

    outcome: str
    interest: str
    necessity: str
    balance: str
    safeguards: str
    signed_on: date
    review_on: date
    entry: int | None

    @staticmethod
    def resolve_entry(row: Assessment) -> int | None:
        return row.evidence


class OfferShown(Schema):
    """An offer with its last assessment."""

    code: str
    brand: str
    name: str
    category: str
    functions: list[str]
    sectors: list[str]
    reason: str
    private_life: bool
    created_at: datetime
    assessment: AssessmentShown | None

    @staticmethod
    def resolve_brand(offer: Offer) -> str:
        return offer.brand.code

    @staticmethod
    def resolve_assessment(offer: Offer) -> Assessment | None:
        signed = sorted(offer.assessments.all(), key=lambda one: (one.signed_on, one.pk))
        return signed[-1] if signed else None


@router.get("", response=Page[OfferShown])
@needs("read")
def list_offers(request: HttpRequest, cut: Slice) -> Any:
    """Every offer."""
    rows = Offer.objects.of(request.organisation).select_related("brand").prefetch_related("assessments")
    return page(rows, cut)


@router.post("", response={201: OfferShown})
@needs("write", Action.DESCRIBE_OFFER)
def describe(request: HttpRequest, new: NewOffer) -> Any:
    """Describe an offer."""
    brand = get_object_or_404(Brand.objects.of(request.organisation), code=new.brand)
    fields = new.dict(exclude={"brand"})
    return Status(201, describe_offer(brand, by=request.member, at=timezone.now(), **fields))


@router.get("/{slug:code}", response=OfferShown)
@needs("read")
def read_offer(request: HttpRequest, code: str) -> Any:
    """One offer."""
    return find(request, code)


@router.post("/{slug:code}/assessments", response={201: AssessmentShown})
@needs("write", Action.SIGN_ASSESSMENT)
def sign_assessment(request: HttpRequest, code: str, new: NewAssessment) -> Any:
    """Assess and sign. The last one counts; none is edited."""
    return Status(201, assess(find(request, code), by=request.member, at=timezone.now(), **new.dict()))


def find(request: HttpRequest, code: str) -> Offer:
    """The offer of this organisation, or 404."""
    return get_object_or_404(Offer.objects.of(request.organisation), code=code)
