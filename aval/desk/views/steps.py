"""The steps of a campaign, and its funnel: who was aimed at, who was written to, who answered, step by step."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aval.accounts.permissions import Action
from aval.campaigns.models import Campaign, Step
from aval.campaigns.passing import STOPS, standing
from aval.desk.access import mine, needs
from aval.desk.campaigning import refusals_of
from aval.desk.exporting import as_csv
from aval.desk.forms.steps import StepsPage
from aval.post.funnel import BY, as_lines, comparisons, funnel


@needs(Action.WRITE_LETTER)
def steps(request: HttpRequest, code: str) -> HttpResponse:
    """What is done, in which order, how long after."""
    campaign = mine(request, Campaign, "offer__brand", "source", code=code)
    if campaign.state != Campaign.State.DRAFT:
        messages.error(request, _("Les étapes se décrivent avant le lancement."))
        return redirect("desk:campaign", code)
    page = StepsPage(campaign, request.POST or None)
    if request.method == "POST" and page.keep(by=request.user, at=timezone.now()):
        messages.success(request, _("Les étapes sont gardées."))
        return redirect("desk:campaign", code)
    return render(request, "desk/campaign_steps.html", {"campaign": campaign, "page": page})


def funnel_page(request: HttpRequest, code: str) -> HttpResponse:
    """From aimed to answered: the whole, then by step and version, by domain; counts alone."""
    campaign = mine(request, Campaign, "organisation", "offer", "source", code=code)
    ours, kinds = request.organisation, {one.place: one.get_kind_display() for one in Step.objects.of(request.organisation).filter(campaign=campaign)}  # fmt: skip
    found = standing(campaign)
    page = {
        "campaign": campaign,
        "whole": funnel(ours, campaign=campaign)[0],
        "steps": [(line, kinds.get(int(line.key[0]), "")) for line in funnel(ours, by="version", campaign=campaign)],
        "domains": funnel(ours, by="domain", campaign=campaign)[:50],
        "refusals": refusals_of(campaign, get_language() or "fr"),
        "comparisons": comparisons(campaign, timezone.now()),
        "going": found,
        "stopped": [(STOPS[why], found[f"stopped:{why}"]) for why in STOPS if f"stopped:{why}" in found],
    }
    return render(request, "desk/campaign_funnel.html", page)


@needs(Action.EXPORT)
def funnel_export(request: HttpRequest, code: str, by: str) -> HttpResponse:
    """The same figures for a spreadsheet: no name, no address, and no cell it would run."""
    campaign = mine(request, Campaign, "organisation", code=code)
    if by not in BY:
        raise Http404
    return _file(as_lines(funnel(request.organisation, by=by, campaign=campaign), by), f"{code}-{by}")


def results(request: HttpRequest) -> HttpResponse:
    """Every campaign together: by source, by campaign, by recipient domain."""
    ours = request.organisation
    tables = {by: funnel(ours, by=by)[:50] for by in ("source", "campaign", "domain")}
    return render(request, "desk/results.html", {"whole": funnel(ours)[0], **tables})


@needs(Action.EXPORT)
def results_export(request: HttpRequest, by: str) -> HttpResponse:
    """The figures of every campaign for a spreadsheet."""
    if by not in BY:
        raise Http404
    return _file(as_lines(funnel(request.organisation, by=by), by), by)


def _file(lines: object, name: str) -> HttpResponse:
    answer = StreamingHttpResponse(as_csv(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="resultats-{name}.csv"'
    return answer
