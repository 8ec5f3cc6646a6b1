"""Our forms as people meet them: hosted here, inside another page by our script, or copied there as HTML.

No cookie, no tracker, nothing of anybody else's. What is served is the picture that was frozen, nothing more.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from aval.collection.following import digest_of
from aval.collection.models import Form, FormVersion
from aval.collection.picturing import refilled
from aval.collection.publishing import open_form
from aval.collection.puzzles import BITS, challenge, stamp_of
from aval.collection.receiving import TRAP, TooMany, Unacceptable, accept, is_trapped, mark_of_machine
from aval.collection.storing import TOGETHER

LARGEST = 64 * 1024  # bytes of a submission
UNSOLVED = 60  # unsolved submissions of one form one process looks at in a minute; beyond, not even the base is asked
WORD = re.compile(r"[A-Za-z0-9_-]{32}")  # a visitor's, when she accepted our strip on the site that shows the form
_seen: dict[str, tuple[datetime, int]] = {}


@csrf_exempt  # anybody's page may send here: the puzzle, the trap and the origin stand in for a cookie we do not set
@xframe_options_exempt  # `frame-ancestors` says which sites may frame it
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, code: str) -> HttpResponse:
    """GET: the form. POST: what she sends, stored before she is thanked."""
    if request.method != "POST":
        found = open_form(code)
        return _show(request, *found) if found else _nowhere(request)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return HttpResponse(status=413)
    given = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    if is_trapped(given):
        return redirect("forms:thanks", code=code)
    at = timezone.now()
    solved = stamp_of(given.get("puzzle", ""), f"{code}@{given.get('version', '')}", at) is not None
    if not solved and _flooded(code, at):
        return _busy(request)
    return _receive(request, code, given, at)


def _receive(request: HttpRequest, code: str, given: Mapping[str, str], at: datetime) -> HttpResponse:
    found = open_form(code, shown=False)
    if found is None:
        return _nowhere(request)
    ours, version = found
    number = given.get("version", "")
    if number.isdigit() and int(number) != version.number:
        version = ours.versions.filter(number=int(number)).first() or version
    version.form = ours
    door = _door(request, ours, given)
    if door is None:
        return _stranger(request, ours)
    try:
        with translation.override(ours.language):
            kept = accept(version, given, door=door, at=at, circumstances=circumstances_of(request))
    except Unacceptable as why:
        return _show(request, ours, version, given, [one.said for one in why.wrongs])
    except TooMany:
        return _busy(request)
    TOGETHER.store(kept)
    asks = kept.confirmation_due or any(name.startswith("box-") for name in kept.given)
    answer = redirect("forms:thanks", code=code)
    framed = "cadre=1" if given.get("cadre") else ""
    query = "&".join(filter(None, ["confirmer=1" if asks and "email" in kept.given else "", framed]))
    answer["Location"] += f"?{query}" if query else ""
    answer.status_code = 303
    return answer


def _door(request: HttpRequest, ours: Form, given: Mapping[str, str]) -> str | None:
    """Which way it came; None from a site the form does not name."""
    site = request.headers.get("Origin", "")
    here = request.headers.get("Sec-Fetch-Site") == "same-origin" or site == _own_origin(request)
    if here:
        return "embed" if given.get("cadre") else "form"
    if site in ours.sites:
        return "html"
    return "html" if site in {"", "null"} and not ours.sites else None


def _own_origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def circumstances_of(request: HttpRequest) -> dict[str, str]:
    """What is kept of where it happened: pages and a keyed mark of the machine, never its address."""
    site, word = request.headers.get("Origin", ""), request.POST.get("visitor", "")
    return {
        "page": request.path,
        "site": site if site not in {"", "null"} else urlsplit(request.headers.get("Referer", "")).netloc,
        "language": request.headers.get("Accept-Language", "")[:20],
        "machine": mark_of_machine(request.META.get("REMOTE_ADDR", "")),
        **({"visitor": digest_of(word)} if WORD.fullmatch(word) and not _private(request) else {}),
    }


def _private(request: HttpRequest) -> bool:
    return request.headers.get("Sec-GPC") == "1"


def _flooded(code: str, at: datetime) -> bool:
    """Whether too many unsolved submissions came to this form this minute, without asking the base."""
    minute = at.replace(second=0, microsecond=0)
    when, count = _seen.get(code, (minute, 0))
    count = count + 1 if when == minute else 1
    if len(_seen) > 1000:
        _seen.clear()
    _seen[code] = (minute, count)
    return count > UNSOLVED


def _show(
    request: HttpRequest,
    ours: Form,
    version: FormVersion,
    given: Mapping[str, str] | None = None,
    errors: list[str] | None = None,
) -> HttpResponse:
    version.form = ours
    framed = bool(request.GET.get("cadre") or (given or {}).get("cadre"))
    page = {
        "form": ours,
        "version": version,
        "organisation": ours.organisation,
        "picture": mark_safe(refilled(version.picture, given or {}, errors or [])),  # noqa: S308  our own frozen HTML, values escaped
        "title": version.definition["title"],
        "puzzle": challenge(version.name, timezone.now()),
        "bits": BITS,
        "trap": TRAP,
        "framed": framed,
        "visitor": next(
            (one for one in (request.GET.get("visiteur", ""), (given or {}).get("visitor", "")) if WORD.fullmatch(one)),
            "",
        ),
        "email_asked": any(one["name"] == "email" for one in version.definition["fields"]),
        "errors": errors,
    }
    with translation.override(ours.language):
        response = render(request, "portal/forms/form.html", page, status=422 if errors else 200)
    return _framable(response, ours, framed=framed)


def _framable(response: HttpResponse, ours: Form, *, framed: bool) -> HttpResponse:
    """Only the sites the form names may show it inside theirs."""
    if framed:
        response._csp_replace = {"frame-ancestors": ours.sites or ["'none'"]}  # noqa: SLF001  django-csp's own door
    return response


@xframe_options_exempt
@require_safe
def thanks(request: HttpRequest, code: str) -> HttpResponse:
    """It is received; the document, if one was promised; and the message to expect."""
    found = open_form(code)
    if found is None:
        return _nowhere(request)
    ours, version = found
    framed = bool(request.GET.get("cadre"))
    page = {
        "form": ours, "organisation": ours.organisation, "definition": version.definition, "framed": framed,
        "asks": request.GET.get("confirmer") == "1", "title": version.definition["title"],
    }  # fmt: skip
    with translation.override(ours.language):
        return _framable(render(request, "portal/forms/thanks.html", page), ours, framed=framed)


def _nowhere(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/forms/nowhere.html", status=404)


def _busy(request: HttpRequest) -> HttpResponse:
    said = _("Trop d’envois à la fois sur ce formulaire : attendez une minute, puis envoyez de nouveau.")
    response = render(request, "portal/forms/nowhere.html", {"said": said}, status=429)
    response["Retry-After"] = "60"
    return response


def _stranger(request: HttpRequest, ours: Form) -> HttpResponse:
    said = _("Ce site n’est pas de ceux où ce formulaire peut être utilisé. Remplissez-le sur sa propre page.")
    page = {"said": said, "url": f"{settings.AVAL_URL}/f/{ours.code}"}
    return render(request, "portal/forms/nowhere.html", page, status=403)
