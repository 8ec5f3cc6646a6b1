"""Sites followed with consent, and what a visitor who accepted did there."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from aval.accounts.models import Brand
from aval.accounts.permissions import Action
from aval.api.keys import needs
from aval.api.pages import Page, Slice, page
from aval.api.shapes import Asked, Code, Line
from aval.collection.following import close_site, declare_site, see, visitor_of
from aval.collection.models import Site

router = Router(tags=["sites"])


class NewSite(Asked):
    """A site to follow, once its visitors agree."""

    name: Annotated[Line, Field(min_length=1, max_length=120)]
    brand: Code
    language: Literal["fr", "en"] = "fr"
    origins: Annotated[list[Line], Field(min_length=1, max_length=20)]


class SiteShown(Schema):
    """A site; `script` is what its pages load."""

    code: str
    name: str
    language: str
    origins: list[str]
    closed_at: datetime | None
    script: str

    @staticmethod
    def resolve_script(site: Site) -> str:
        return f"{settings.AVAL_URL.rstrip('/')}/s/{site.code}.js"


class Doing(Asked):
    """A page seen or a document taken; `visitor` is the word her browser was given when she accepted."""

    visitor: Annotated[Line, Field(min_length=32, max_length=32)]
    kind: Literal["page", "download"] = "page"
    where: Annotated[Line, Field(max_length=300)]


class Kept(Schema):
    """Whether it was kept: not without a consent that stands."""

    kept: bool


def find(request: HttpRequest, code: str) -> Site:
    """The site of this organisation, or 404."""
    return get_object_or_404(Site.objects.of(request.organisation).select_related("organisation", "brand"), code=code)


@router.get("", response=Page[SiteShown])
@needs("read")
def list_sites(request: HttpRequest, cut: Slice) -> Any:
    """Every site."""
    return page(Site.objects.of(request.organisation), cut)


@router.post("", response={201: SiteShown})
@needs("write", Action.BUILD_FORM)
def declare(request: HttpRequest, new: NewSite) -> Any:
    """Declare a site; nothing is followed before somebody there says yes."""
    brand = get_object_or_404(Brand.objects.of(request.organisation), code=new.brand)
    fields = new.dict(exclude={"brand"})
    return Status(201, declare_site(request.organisation, brand=brand, at=timezone.now(), by=request.member, **fields))


@router.post("/{slug:code}/close", response=SiteShown)
@needs("write", Action.BUILD_FORM)
def close(request: HttpRequest, code: str) -> Any:
    """Its script does nothing any more."""
    close_site(find(request, code), at=timezone.now(), by=request.member)
    return find(request, code)


@router.post("/{slug:code}/behaviour", response=Kept)
@needs("write", Action.BUILD_FORM)
def keep(request: HttpRequest, code: str, doing: Doing) -> Any:
    """Keep a page or a document, from the site's own server; nothing is kept of who did not accept, or took it back."""
    visitor = visitor_of(find(request, code), doing.visitor, timezone.now())
    return {"kept": visitor is not None and see(visitor, doing.kind, doing.where, timezone.now())}
