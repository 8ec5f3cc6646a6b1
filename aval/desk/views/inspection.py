"""The internal inspector: what is wrong, since when, how to mend it, and what was decided about it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aval.accountability.control_file import rehearse
from aval.accounts.permissions import Action
from aval.campaigns.models import Campaign
from aval.desk.access import mine, needs
from aval.desk.forms.oversight import LiftForm, SanctionForm
from aval.oversight.inspecting import inspect, open_faults
from aval.oversight.models import Inspection, Sanction
from aval.oversight.wording import say
from aval.prospects.models import Source


@needs(Action.INSPECT)
def inspection(request: HttpRequest) -> HttpResponse:
    """What is wrong now, the gravest first."""
    return _page(request)


def _page(request: HttpRequest, form: SanctionForm | None = None) -> HttpResponse:
    ours = request.organisation
    language = get_language() or "fr"
    faults = [(fault, say(fault.check_code, fault.facts, language)) for fault in open_faults(ours)]
    sanctions = list(Sanction.objects.of(ours).filter(lifted_at=None).select_related("by", "fault").order_by("-id"))
    page = {
        "faults": faults,
        "last": Inspection.objects.of(ours).order_by("-id").first(),
        "sanctions": [(one, _name(request, one.about)) for one in sanctions],
        "lifted": Sanction.objects.of(ours)
        .exclude(lifted_at=None)
        .select_related("lifted_by")
        .order_by("-lifted_at")[:20],
        "form": form or SanctionForm(organisation=ours),
        "lacking": rehearse(ours, at=timezone.now()),
    }
    return render(request, "desk/inspection.html", page)


def _name(request: HttpRequest, about: str) -> str:
    """What a sanction is about, by its name."""
    what, _colon, key = about.partition(":")
    ours = request.organisation
    rows = {
        "source": Source.objects.of(ours).filter(pk=key).values_list("name", flat=True),
        "campaign": Campaign.objects.of(ours).filter(pk=key).values_list("name", flat=True),
        "member": ours.members.filter(pk=key).values_list("email", flat=True),
    }.get(what)
    return (rows.first() if rows is not None else None) or about


@needs(Action.SANCTION)
@require_POST
def inspection_run(request: HttpRequest) -> HttpResponse:
    """Look now, and act by the scale: whoever only reads waits for the night."""
    done = inspect(request.organisation, at=timezone.now(), by=request.user)
    said = ngettext("Inspection faite : {n} chose à réparer.", "Inspection faite : {n} choses à réparer.", done.faults)
    messages.success(request, said.format(n=done.faults))
    for one in done.failed:
        messages.error(request, _("Un contrôle n’a pas pu regarder : %(check)s.") % {"check": one["check"]})
    return redirect("desk:inspection")


@needs(Action.SANCTION)
@require_POST
def sanction_new(request: HttpRequest) -> HttpResponse:
    """Warn, give notice or suspend, with a reason."""
    form = SanctionForm(request.POST, organisation=request.organisation)
    if form.is_valid() and form.give(by=request.user, at=timezone.now()):
        messages.success(request, _("La mesure est prise, et inscrite au journal."))
        return redirect("desk:inspection")
    return _page(request, form)


@needs(Action.SANCTION)
@require_POST
def sanction_lift(request: HttpRequest, pk: int) -> HttpResponse:
    """End a measure: another person than who took it, with a reason."""
    given = mine(request, Sanction, "organisation", pk=pk)
    form = LiftForm(request.POST)
    if form.is_valid() and form.lift(given, by=request.user, at=timezone.now()):
        messages.success(request, _("La mesure est levée."))
    else:
        for texts in form.errors.values():
            for text in texts:
                messages.error(request, text)
    return redirect("desk:inspection")
