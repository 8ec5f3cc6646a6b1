"""Her pages: who has her address, what is held, one button to stop. No account, no reason asked, no cookie.

Scanners open every link of a message, so GET never acts (T3). POST acts at once and needs no cookie: the token is the
key, and mail programs hold nothing else (RFC 8058).
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from aval.campaigns.letters.full_notice import full_notice
from aval.collection.scoring import count_score
from aval.portal.acting import corrections
from aval.portal.clicking import click
from aval.portal.copying import fold
from aval.portal.opening import her_page, nobody, to
from aval.portal.reading import File
from aval.portal.stopping import is_one_click, say_stay, stop, take_back
from aval.portal.story import tell_events
from aval.portal.telling import tell_data, tell_reason
from aval.portal.tokens import receipt_token


@require_safe
def trial(request: HttpRequest) -> HttpResponse:
    """Where the link of a preview or a test message leads: a page that acts on nobody."""
    return render(request, "portal/trial.html")


@require_safe
@her_page
def page(request: HttpRequest, file: File, token: str) -> HttpResponse:
    """What is held and why she was written to, with the buttons."""
    until = file.kept_until(timezone.localdate())
    shown = {"file": file, "token": token, "kept_until": until, "reason": tell_reason(file), "data": tell_data(file)}
    shown["score"] = count_score(file.person, timezone.now()) if file.person and file.whole else None
    return render(
        request,
        "portal/page.html",
        {**shown, "events": tell_events(file), "folds": fold(file), "corrections": corrections(file)},
    )


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stopping(request: HttpRequest, token: str) -> HttpResponse:
    """POST: she objects, at once, by a mail program's one click or by a button of her page."""
    if request.method == "POST" and is_one_click(request.POST):
        known = click(token, at=timezone.now())
        return HttpResponse("OK", content_type="text/plain") if known else nobody(request)
    return stopping_by_hand(request, token=token)


@her_page
def stopping_by_hand(request: HttpRequest, file: File, token: str) -> HttpResponse:
    """A button of her page; GET leads to the page itself."""
    done = stop(file, request.POST, at=timezone.now()) if request.method == "POST" else None
    return to(request, "receipt", receipt_token(done)) if done else to(request, "page", token)


@require_http_methods(["GET", "HEAD", "POST"])
@her_page
def withdrawing(request: HttpRequest, file: File, token: str) -> HttpResponse:
    """POST: she takes back what she agreed to."""
    if request.method != "POST":
        return to(request, "page", token)
    done = take_back(file, request.POST.get("purpose", ""), request.POST.get("channel", ""), at=timezone.now())
    return to(request, "receipt", receipt_token(done)) if done else to(request, "page", token)


@require_http_methods(["GET", "HEAD", "POST"])
@her_page
def staying(request: HttpRequest, file: File, token: str) -> HttpResponse:
    """POST: her yes to the question at the end of retention, and nothing else of hers, keeps her."""
    done = say_stay(file, at=timezone.now()) if request.method == "POST" else None
    return to(request, "receipt", receipt_token(done)) if done else to(request, "page", token)


@require_safe
@her_page
def information(request: HttpRequest, file: File, token: str) -> HttpResponse:
    """The whole notice (art. 14 GDPR), one click from the letter, without logging in."""
    if file.origin is None:
        return to(request, "page", token)
    notice = full_notice(
        file.organisation, file.origin.source, translation.get_language() or "fr", on=timezone.localdate()
    )
    return render(request, "portal/information.html", {"file": file, "token": token, "notice": notice})
