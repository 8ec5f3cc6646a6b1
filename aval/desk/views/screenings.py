"""Screening: who may receive a letter, who may not, why, and what would change it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aval.accounts.lessons import lesson_of
from aval.accounts.permissions import Action
from aval.campaigns.models import Campaign, Offer
from aval.campaigns.offers import aim_of
from aval.clearance.exporting import EXPORTED, people_of, write_csv
from aval.clearance.kept import find
from aval.clearance.models import Screening, Verdict
from aval.clearance.quarantine import held_of
from aval.clearance.screening import lines_of, screen
from aval.clearance.settling import settle
from aval.clearance.wording import say
from aval.desk.access import mine, needs
from aval.desk.explaining import Explained, explain
from aval.desk.forms.screenings import CHANNELS, ScreeningForm, SettleForm
from aval.desk.screened import Asked, Shown, reasons_of, shown
from aval.law.rulebook import RULES
from aval.prospects.exporting import record_export
from aval.prospects.models import ContactPoint

MARKS = {
    "P": gettext_lazy("texte lu à la source"),
    "S": gettext_lazy("texte connu par une source secondaire"),
    "K": gettext_lazy("à confirmer par un conseil"),
    "D": gettext_lazy("choix d’Aval, du côté strict"),
}


@needs(Action.SCREEN)
def screening_new(request: HttpRequest) -> HttpResponse:
    """Choose a list and an offer; the answer is the next page. Nothing is sent."""
    form = ScreeningForm(request.POST or None, organisation=request.organisation, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        return redirect("desk:screening", _screen(request, form.cleaned_data).pk)
    last = Screening.objects.of(request.organisation).select_related("source").defer("lines").order_by("-id")[:10]
    return render(request, "desk/screening_new.html", {"form": form, "last": last})


def _screen(request: HttpRequest, asked: dict) -> Screening:
    offer: Offer = asked["offer"]
    return screen(
        request.organisation,
        aim=aim_of(offer, timezone.localdate()),
        channel=asked["channel"],
        source=asked["source"],
        segment=asked["segment"],
        at=timezone.now(),
        asked_by=request.user,
    )


def screening(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer: a sentence, the reasons, the people, and one of them explained."""
    found = mine(request, Screening, "source", pk=pk)
    offer = Offer.objects.of(request.organisation).filter(code=found.offer_code).first()
    asked = Asked.read(request.GET)
    people = shown(request.organisation, found, asked)
    chosen = _chosen(request, found, offer, people, asked.point)
    campaigns = Campaign.objects.of(request.organisation).filter(offer=offer, source=found.source)
    page = {
        "screening": found,
        "offer": offer,
        "channel": dict(CHANNELS).get(found.channel, found.channel),
        "campaign": campaigns.order_by("-id").first(),
        "reasons": reasons_of(found, get_language()),
        "page": people,
        "asked": asked,
        "verdicts": Verdict.choices,
        "held": held_of(found.source) if found.source else 0,
        "chosen": chosen,
        "settle": SettleForm(chosen=chosen) if chosen and chosen.to_settle else None,
    }
    return render(request, "desk/screening.html", page)


def _chosen(
    request: HttpRequest, found: Screening, offer: Offer | None, people: Shown, point: int | None
) -> Explained | None:
    """Whom the card explains: the one asked for, else the first on the page who is not simply allowed."""
    if offer is None:
        return None
    if point:
        whom = mine(request, ContactPoint, "person__company", pk=point)
    else:
        lines = [line for line in people.lines if line.point]
        whom = next((line.point for line in lines if line.verdict != Verdict.ALLOW), lines[0].point if lines else None)
    if whom is None:
        return None
    now = timezone.now()
    return explain(found, aim_of(offer, timezone.localdate(now)), whom, at=now, language=get_language())


@needs(Action.EXPORT)
def screening_export(request: HttpRequest, pk: int) -> HttpResponse:
    """One line a person, for a spreadsheet; streamed."""
    found = mine(request, Screening, "source", pk=pk)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="filtrage-{found.pk}.csv"'
    answer.write("\ufeff")
    write_csv(people_of(found, get_language()), answer)
    people = lines_of(found)["person"]
    ours = request.organisation
    record_export(ours, what="screening", columns=EXPORTED, people=people, by=request.user, at=timezone.now())
    return answer


@needs(Action.SETTLE_REVIEW)
@require_POST
def screening_settle(request: HttpRequest, pk: int, point: int) -> HttpResponse:
    """A named member answers what the law leaves to a human, with a reason that is kept."""
    found = mine(request, Screening, pk=pk)
    whom = mine(request, ContactPoint, "person", pk=point)
    form = SettleForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data | {"same_title": form.cleaned_data["same_title"] and bool(whom.person.title.strip())}
        act = {"offer_code": found.offer_code, "contact_point": whom, "by": request.user, "at": timezone.now()}
        settle(request.organisation, **act, **given)
        messages.success(
            request, _("Votre décision est gardée, avec son motif. Elle vaut dès le prochain filtrage et à l’envoi.")
        )
    else:
        messages.error(request, _("Une décision se motive : dites pourquoi en une phrase."))
    return redirect(f"{reverse('desk:screening', args=[pk])}?point={point}#decision")


def why(request: HttpRequest, code: str) -> HttpResponse:
    """What a reason means, the text it comes from, what would unlock it, who may decide."""
    try:
        wording = say(code, get_language())
    except KeyError:
        raise Http404 from None
    rule = RULES[wording.rule].rule if wording.rule in RULES else None
    page = {
        "wording": wording,
        "rule": rule,
        "says": rule.says.say(get_language()) if rule else "",
        "mark": MARKS[wording.mark],
        "lesson": lesson_of(wording.rule, get_language() or "fr"),
        "decision": find(request.organisation.pk, request.GET.get("decision", "")),
    }
    return render(request, "desk/why.html", page)
