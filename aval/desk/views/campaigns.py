"""Campaigns: one letter of one offer to the people of one list, from draft to finished."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aval.accounts.permissions import Action
from aval.campaigns.models import Campaign, LetterTemplate, Step
from aval.campaigns.running import NotReady, launch, pause, resume
from aval.clearance.models import Screening
from aval.desk.access import mine, needs
from aval.desk.campaigning import doubts_of, refusals_of, sending_of
from aval.desk.forms.campaigns import CampaignForm, DoubtForm, PauseForm
from aval.desk.paging import cut
from aval.desk.views.lessons import ask
from aval.desk.working import anybody_works
from aval.post.doubts import NotUncertain, resolve
from aval.post.models import Attempt, MailServer

MOVING = (Campaign.State.RUNNING,)


def campaigns(request: HttpRequest) -> HttpResponse:
    """Every campaign, newest first."""
    rows = Campaign.objects.of(request.organisation).select_related("offer", "source")
    return render(request, "desk/campaigns.html", {"slice": cut(rows, ("-id",), request.GET.get("after", ""))})


@needs(Action.WRITE_LETTER)
def campaign_new(request: HttpRequest) -> HttpResponse:
    """A name, an offer, a list: the letter comes next."""
    ours = request.organisation
    start = request.GET.dict()
    asked = request.GET.get("screening", "")
    if asked.isdecimal():
        screening = mine(request, Screening, "source", pk=asked)
        start = {"offer": screening.offer_code, "source": screening.source.code if screening.source else ""}
    form = CampaignForm(request.POST or None, organisation=ours, initial=start)
    if request.method == "POST" and form.is_valid():
        made = form.draft(by=request.user, at=timezone.now())
        return redirect("desk:letter", made.code, "fr")
    return render(request, "desk/campaign_new.html", {"form": form})


def campaign(request: HttpRequest, code: str) -> HttpResponse:
    """Where it is, and what to do next."""
    found = _find(request, code)
    ours = request.organisation
    screenings = Screening.objects.of(ours).filter(offer_code=found.offer.code, source=found.source).defer("lines")
    page = {
        **_sending(request, found),
        "letters": LetterTemplate.objects.of(ours).filter(campaign=found).order_by("place", "version", "-language"),
        "steps": Step.objects.of(ours).filter(campaign=found).order_by("place"),
        "screening": screenings.order_by("-id").first(),
        "refusals": refusals_of(found, get_language()),
        "doubts": doubts_of(found),
        "doubt": DoubtForm(),
        "pause": PauseForm(),
        "server": MailServer.objects.of(ours).filter(brand=found.offer.brand).first(),
    }
    return render(request, "desk/campaign.html", page)


def campaign_progress(request: HttpRequest, code: str) -> HttpResponse:
    """The moving part of that page; once it stops moving, the browser reads the whole page again."""
    found = _find(request, code)
    answer = render(request, "desk/campaign_progress.html", _sending(request, found))
    if found.state not in MOVING:
        answer["HX-Refresh"] = "true"
    return answer


def _find(request: HttpRequest, code: str) -> Campaign:
    return mine(request, Campaign, "offer__brand", "source", "created_by", code=code)


def _sending(request: HttpRequest, found: Campaign) -> dict:
    moving = found.state in MOVING
    return {
        "campaign": found,
        "sending": sending_of(found),
        "moving": moving,
        "stalled": moving and not anybody_works(timezone.now()),
    }


@needs(Action.LAUNCH)
@require_POST
def campaign_launch(request: HttpRequest, code: str) -> HttpResponse:
    """Let it go: each person is asked about again at the instant of sending."""
    return _act(request, code, launch, _("C’est parti. Chaque lettre est filtrée de nouveau avant de partir."))


@needs(Action.PAUSE)
@require_POST
def campaign_pause(request: HttpRequest, code: str) -> HttpResponse:
    """Stop after the letters already handed over."""
    form = PauseForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    return _act(request, code, pause, _("La campagne est en pause : plus rien ne part."), why=why)


@needs(Action.LAUNCH)
@require_POST
def campaign_resume(request: HttpRequest, code: str) -> HttpResponse:
    """Go on where it stopped."""
    return _act(request, code, resume, _("La campagne reprend."))


def _act(request: HttpRequest, code: str, verb: Callable[..., None], said: str, **more: str) -> HttpResponse:
    found = _find(request, code)
    try:
        verb(found, by=request.user, at=timezone.now(), **more)
    except NotReady as refusal:
        messages.error(request, str(refusal))
        if refusal.code == "untrained":
            return ask("write", reverse("desk:campaign", args=[code]))
    else:
        messages.success(request, said)
    return redirect("desk:campaign", code)


@needs(Action.LAUNCH)
@require_POST
def attempt_resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what became of a letter nobody is sure of."""
    attempt = mine(request, Attempt, "campaign", pk=pk)
    whence = redirect("desk:campaign", attempt.campaign.code) if attempt.campaign else redirect("desk:home")
    form = DoubtForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Dites ce que vous avez constaté, et comment vous le savez."))
        return whence
    try:
        resolve(attempt, by=request.user, at=timezone.now(), **form.cleaned_data)
    except NotUncertain:
        messages.error(request, _("Quelqu’un l’a déjà tranché."))
    else:
        messages.success(request, _("C’est tranché, et gardé."))
    return whence
