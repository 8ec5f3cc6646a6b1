"""The page her confirmation link opens: it says what was ticked, and only her hand on a button acts (T7)."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from aval.collection.confirming import open_confirmation, purposes_of, say_no, say_yes
from aval.collection.models import Submission
from aval.collection.receipts import receipt_for
from aval.portal.forms import circumstances_of
from aval.prospects.consenting import withdraw
from aval.prospects.models import Consent
from aval.prospects.standing import consents_of


@csrf_exempt  # the token is the key, and is hers alone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str) -> HttpResponse:
    """GET: what was ticked, and where each point stands. POST: yes to one point, no to all, or one point taken back."""
    submission = open_confirmation(token, timezone.now())
    if submission is None:
        return render(request, "portal/forms/nowhere.html", status=404)
    if request.method == "POST":
        _act(request, submission)
        return redirect("forms:confirm", token=token)
    purposes = purposes_of(submission)
    standing = (
        {(one.purpose, one.channel): one.state for one in consents_of(submission.person)} if submission.person else {}
    )
    points = [(act, done, standing.get((act.purpose, act.channel), "")) for act, done in purposes]
    page = {
        "submission": submission,
        "organisation": submission.form.organisation,
        "title": submission.version.definition["title"],
        "points": points,
        "left": sum(state == "pending" for _, _, state in points),
        "token": token,
    }
    with translation.override(submission.form.language):
        return render(request, "portal/forms/confirm.html", page)


def _act(request: HttpRequest, submission: Submission) -> None:
    at, act, chosen = timezone.now(), request.POST.get("act"), request.POST.get("point", "")
    if act == "no":
        say_no(submission, at=at)
    elif act == "yes":
        points = [int(chosen)] if chosen.isdigit() else []
        say_yes(submission, points, at=at, circumstances=circumstances_of(request))
    elif act == "withdraw" and submission.person:
        for one, _done in purposes_of(submission):
            if str(one.pk) == chosen:
                withdraw(
                    submission.form.organisation, submission.person, purpose=one.purpose, channel=one.channel,
                    door=Consent.Door.CONFIRMATION, acted_at=at, at=at,
                )  # fmt: skip


@never_cache
@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Her copy, in an open form any program reads."""
    submission = open_confirmation(token, timezone.now())
    if submission is None or submission.person is None:
        raise Http404
    told = receipt_for(submission.form.organisation, submission.person)
    response = JsonResponse(
        told, json_dumps_params={"ensure_ascii": False, "indent": 1}, content_type="application/ld+json"
    )
    response["Content-Disposition"] = 'attachment; filename="mes-choix.jsonld"'
    return response
