"""Her pages: who has her address, what is held, one button to stop. No account, no reason asked, no cookie needed.

Scanners open every link of a message, so GET never acts (T3). POST acts at once and needs no cookie: the token is the
key, and mail programs hold nothing else (RFC 8058).
"""

import json
from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from aval import evidence
from aval.campaigns.letters.full_notice import full_notice
from aval.portal.reading import File, open_file
from aval.prospects.models import Objection
from aval.prospects.objecting import object_to

LANGUAGES = ("fr", "en")
SCOPES = {"all": "", "email": "email"}  # what the buttons stop: every channel, or messages alone


def her_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Opens the file of the token, speaks her language, keeps no copy anywhere. A token not ours leads to nobody."""

    @wraps(view)
    def opened(request: HttpRequest, token: str, **more: object) -> HttpResponse:
        file = open_file(token)
        if file is None:
            return nobody(request)
        asked = request.GET.get("lang")
        language = asked if asked in LANGUAGES else (file.person.language if file.person else "fr")
        with translation.override(language if language in LANGUAGES else "fr"):
            return view(request, file, token, **more)

    return never_cache(opened)


def nobody(request: HttpRequest, **_kept: object) -> HttpResponse:
    """The same answer for every link that is not ours, whatever is wrong with it."""
    return render(request, "portal/nobody.html", status=404)


@require_safe
def trial(request: HttpRequest) -> HttpResponse:
    """Where the link of a preview or a test message leads: a page that acts on nobody."""
    return render(request, "portal/trial.html")


@require_safe
@her_page
def page(request: HttpRequest, file: File, token: str) -> HttpResponse:
    """What is held and why she was written to, with the buttons."""
    until = file.kept_until(timezone.localdate())
    return render(request, "portal/page.html", {"file": file, "token": token, "kept_until": until})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@her_page
def stop(request: HttpRequest, file: File, token: str) -> HttpResponse:
    """POST: she objects, at once. A mail program's one click stops e-mail; her own button stops what it says."""
    if request.method != "POST":
        return redirect("portal:page", token=token)
    one_click = request.POST.get("List-Unsubscribe") == "One-Click"
    channel = "email" if one_click else SCOPES.get(request.POST.get("scope", "all"), "")
    origin = Objection.Origin.ONE_CLICK if one_click else Objection.Origin.LINK
    if file.person is not None:
        point = next(point for point in file.points if point.pk == file.link.contact_point)
        at = timezone.now()
        object_to(file.organisation, point, channel=channel, scope="person", origin=origin, heard_at=at, at=at)
    if one_click:
        return HttpResponse("OK", content_type="text/plain")
    return redirect("portal:receipt", token=token)


@require_safe
@her_page
def receipt(request: HttpRequest, file: File, token: str) -> HttpResponse:
    """It is done: what stopped, since when, and the receipt anybody can verify."""
    if file.person is not None and not file.objections:
        return redirect("portal:page", token=token)
    return render(request, "portal/receipt.html", {"file": file, "token": token})


@require_safe
@her_page
def receipt_file(request: HttpRequest, file: File, token: str, number: str) -> HttpResponse:
    """The receipt of one of her objections: the entry, its place in the tree, the signed head; verifiable offline."""
    if int(number) not in {one.evidence for one in file.objections}:
        raise Http404
    proof = evidence.receipt(file.organisation.pk, int(number), at=timezone.now())
    response = JsonResponse(proof, json_dumps_params={"ensure_ascii": False, "indent": 1}, encoder=json.JSONEncoder)
    response["Content-Disposition"] = f'attachment; filename="aval-recu-{number}.json"'
    return response


@require_safe
@her_page
def information(request: HttpRequest, file: File, token: str) -> HttpResponse:
    """The whole notice (art. 14 GDPR), one click from the letter, without logging in."""
    if file.origin is None:
        return redirect("portal:page", token=token)
    notice = full_notice(file.organisation, file.origin.source, translation.get_language() or "fr")
    return render(request, "portal/information.html", {"file": file, "token": token, "notice": notice})
