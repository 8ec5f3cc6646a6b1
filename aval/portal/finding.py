"""« Retrouver mes données »: the way in for whoever has no letter at hand, and the link that shows everything.

Every page here is the same whether or not we hold the address, and answers as fast: `asking` does the same work.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from aval.accounts.models import Organisation
from aval.portal.acting import FINISHED_IN_A_VISIT, RIGHTS, act
from aval.portal.answering import DAY
from aval.portal.asking import NotAsked, ask, offers_texts
from aval.portal.models import Opening
from aval.portal.opening import her_page, nobody, to
from aval.portal.reading import File
from aval.portal.tokens import Receipt, read_opening, receipt_token, visit_token

TOO_MANY = 429
LONGEST = 254  # characters of an address


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest, siren: str) -> HttpResponse:
    """She types her address: to be sent her link, or never to be written to again."""
    organisation = Organisation.objects.filter(siren=siren).order_by("id").first()
    if organisation is None:
        raise Http404
    shown = {"organisation": organisation, "siren": siren, "texts": offers_texts(organisation)}
    if request.method != "POST":
        return render(request, "portal/find.html", shown)
    typed, stop = request.POST.get("address", "")[: LONGEST + 1].strip(), request.POST.get("what") == "stop"
    try:
        done = ask(organisation, typed, stop=stop, language=_language(), place=place_of(request), at=timezone.now())
    except NotAsked as why:
        status = TOO_MANY if why.code == "too-many" else 200
        return render(request, "portal/find.html", {**shown, "typed": typed, "refused": why.code}, status=status)
    if done.entry is not None:
        return to(request, "receipt", receipt_token(Receipt(organisation.pk, 0, done.entry)))
    return to(request, "sent", siren)


@require_http_methods(["GET", "HEAD"])
def sent(request: HttpRequest, siren: str) -> HttpResponse:
    """What happens now, whoever she is."""
    organisation = Organisation.objects.filter(siren=siren).order_by("id").first()
    if organisation is None:
        raise Http404
    return render(request, "portal/sent.html", {"organisation": organisation, "siren": siren})


@require_POST
@her_page
def send_link(request: HttpRequest, file: File, token: str) -> HttpResponse:
    """From the link of a letter: send to her own address, and to no other, the link that shows everything."""
    return to(request, "sent", file.organisation.siren) if send(request, file) else to(request, "page", token)


@require_http_methods(["GET", "HEAD", "POST"])
@her_page
def asking(request: HttpRequest, file: File, token: str) -> HttpResponse:
    """POST: one of her rights. What needs a visit is recorded, and the link that opens one is sent."""
    name = request.POST.get("right", "")
    if request.method != "POST" or name not in RIGHTS:
        return to(request, "page", token)
    done = act(file, name, request.POST.get("said", ""), request.POST, language=_language(), at=timezone.now())
    if name in FINISHED_IN_A_VISIT and not file.whole:
        send(request, file)
    if name in {"copy", "take"} and file.whole:
        return to(request, "copy", token)
    return to(request, "receipt", receipt_token(done))


def send(request: HttpRequest, file: File) -> bool:
    """Have the link that shows everything sent to her address; False when there is none, or too many were asked for."""
    if not file.mailbox:
        return False
    try:
        ask(
            file.organisation,
            file.mailbox,
            stop=False,
            language=_language(),
            place=place_of(request),
            at=timezone.now(),
        )
    except NotAsked:
        return False
    return True


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """The link sent to her address. Mail scanners open links, so looking does not use it up; her tap does, once."""
    numbers, at = read_opening(token), timezone.now()
    if numbers is None:
        return nobody(request)
    organisation, contact_point, number = numbers
    waiting = Opening.objects.of(organisation).filter(
        pk=number, contact_point=contact_point, opened_at=None, made_at__gt=at - DAY
    )
    if request.method != "POST":
        found = waiting.select_related("organisation").first()
        if found is None:
            return nobody(request)
        return render(request, "portal/enter.html", {"organisation": found.organisation, "token": token})
    if not waiting.update(opened_at=at):
        return nobody(request)
    return to(request, "page", visit_token(organisation, contact_point, at=at))


def place_of(request: HttpRequest) -> str:
    """The network address of who asks; empty when it is this machine itself, which says nothing of anybody."""
    place = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:  # AVAL_BEHIND_PROXY: the proxy wrote the last one, the others are anybody's
        place = request.headers.get("X-Forwarded-For", place).rpartition(",")[2].strip()
    return "" if place in {"", "127.0.0.1", "::1"} else place


def _language() -> str:
    return translation.get_language() or "fr"
