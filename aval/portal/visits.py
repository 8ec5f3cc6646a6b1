"""Our script on our sites, and what it tells once she accepted: no cookie, no third party, and Global Privacy Control is a no."""

import json
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from aval.collection.following import accept_visits, join, open_site, refuse_visits, see, visitor_of, wording_of
from aval.collection.models import Site, Visitor
from aval.collection.notices import sentences
from aval.law.parameters import all_parameters
from aval.law.readings.page import period
from aval.portal.forms import WORD
from aval.prospects.links import unseal
from aval.prospects.models import ContactPoint

OWN = "followed"  # the meaning of the word by which a link of a message, followed with her consent, is hers
LARGEST = 2048  # bytes of what the script tells


@cache
def _script() -> str:
    return resources.files(__package__).joinpath("site.js").read_text(encoding="utf-8")


def _site(code: str) -> Site:
    found = open_site(code)
    if found is None:
        raise Http404
    return found


@require_safe
@cache_control(public=True, max_age=300)
def script(request: HttpRequest, code: str) -> HttpResponse:
    """The script of one site, with what its strip says."""
    site = _site(code)
    told, wording = sentences(site.language), wording_of(site)
    words = {name: told[f"strip_{name}"] for name in ("title", "accept", "refuse", "more", "again")}
    said = {
        **words, "code": site.code, "home": settings.AVAL_URL.rstrip("/"), "text": wording, "language": site.language,
        "version": sha256(wording.encode()).hexdigest()[:16],
        "months": all_parameters()["tracker_choice"].on(timezone.localdate()).months,
    }  # fmt: skip
    body = _script().replace("/*SITE*/", json.dumps(said).replace("<", "\\u003c"))
    answer = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@require_safe
def about(request: HttpRequest, code: str) -> HttpResponse:
    """What is kept, what for, how long, and how to stop."""
    site = _site(code)
    on = timezone.localdate()
    with translation.override(site.language):
        lasts = {
            name: period(all_parameters()[name].on(on), site.language) for name in ("tracker_choice", "behaviour_kept")
        }
        page = {"site": site, "organisation": site.organisation, "wording": wording_of(site), **lasts}
        return render(request, "portal/forms/site.html", {**page, "title": sentences(site.language)["strip_title"]})


@csrf_exempt  # our script speaks from another site, with no cookie: the origin is checked, the word is the key
@never_cache
@require_POST
def told(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """What the script says: `choix`, `vu` or `lien`. Nothing is kept of who refuses or sends Global Privacy Control."""
    site = _site(code)
    origin = request.headers.get("Origin", "")
    if origin not in site.origins:
        return HttpResponse(status=403)
    said = _read(request)
    answer = HttpResponse(status=400) if said is None else TOLD[what](request, site, said)
    answer["Access-Control-Allow-Origin"] = origin
    answer["Vary"] = "Origin"
    return answer


def _read(request: HttpRequest) -> dict[str, Any] | None:
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return None
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) and all(isinstance(one, str) for one in said.values()) else None


def _visitor(site: Site, said: dict[str, Any]) -> Visitor | None:
    word = said.get("visitor", "")
    return visitor_of(site, word, timezone.now()) if WORD.fullmatch(word) else None


def _choice(request: HttpRequest, site: Site, said: dict[str, Any]) -> HttpResponse:
    visitor = _visitor(site, said)
    if said.get("choice") != "yes" or _private(request):
        if visitor is not None:
            refuse_visits(visitor, timezone.now())
        return HttpResponse(status=204)
    word = accept_visits(site, timezone.now())
    return JsonResponse({"visitor": word}) if word else HttpResponse(status=429)


def _seen(request: HttpRequest, site: Site, said: dict[str, Any]) -> HttpResponse:
    visitor = None if _private(request) else _visitor(site, said)
    if visitor is not None:
        see(visitor, said.get("kind", ""), said.get("where", "").replace("\x00", ""), timezone.now())
    return HttpResponse(status=204)


def _link(request: HttpRequest, site: Site, said: dict[str, Any]) -> HttpResponse:
    visitor = None if _private(request) else _visitor(site, said)
    numbers = unseal(OWN, said.get("link", ""))
    if visitor is not None and numbers and numbers[0] == site.organisation_id:
        point = ContactPoint.objects.of(site.organisation).filter(pk=numbers[1]).select_related("person").first()
        if point is not None:
            join(visitor, point.person, by=Visitor.Joined.LINK, at=timezone.now())
    return HttpResponse(status=204)


def _private(request: HttpRequest) -> bool:
    """Global Privacy Control: her browser says no for her."""
    return request.headers.get("Sec-GPC") == "1"


TOLD = {"choix": _choice, "vu": _seen, "lien": _link}
