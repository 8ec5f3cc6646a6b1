"""The internal inspector: what is wrong, since when, whose it is to mend, and what was decided about it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aval.accountability.control_file import rehearse
from aval.accounts.models import Processor, Token
from aval.accounts.permissions import Action
from aval.campaigns.models import Campaign
from aval.desk.access import mine, needs
from aval.desk.forms.oversight import LiftForm, SanctionForm, ScaleForm
from aval.oversight.inspecting import assign_fault, inspect, open_faults
from aval.oversight.models import Fault, Inspection, Sanction
from aval.oversight.wording import say
from aval.post.models import MailServer
from aval.prospects.models import Source
from aval.rights.complaints import proposed_suspensions


@needs(Action.INSPECT)
def inspection(request: HttpRequest) -> HttpResponse:
    """What is wrong now, the gravest first."""
    return _page(request)


def _page(request: HttpRequest, form: SanctionForm | None = None) -> HttpResponse:
    ours, now = request.organisation, timezone.now()
    language = get_language() or "fr"
    faults = [(fault, say(fault.check_code, fault.facts, language)) for fault in open_faults(ours)]
    sanctions = list(Sanction.objects.of(ours).filter(lifted_at=None).select_related("by", "fault").order_by("-id"))
    proposed = dict(proposed_suspensions(ours, at=now))
    running = Source.objects.of(ours).filter(pk__in=proposed, suspended_at=None)
    names = _names(request)
    page = {
        "faults": faults,
        "members": list(ours.members.filter(is_active=True).order_by("email")),
        "last": Inspection.objects.of(ours).order_by("-id").first(),
        "sanctions": [(one, names.get(one.about, one.about)) for one in sanctions],
        "lifted": Sanction.objects.of(ours)
        .exclude(lifted_at=None)
        .select_related("lifted_by")
        .order_by("-lifted_at")[:20],
        "proposed": [(source, proposed[source.pk]) for source in running],
        "form": form or SanctionForm(organisation=ours),
        "scale": ScaleForm(organisation=ours, at=now),
        "lacking": rehearse(ours, at=now),
    }
    return render(request, "desk/inspection.html", page)


def _names(request: HttpRequest) -> dict[str, str]:
    """What a sanction is about, by its name: short lists."""
    ours = request.organisation
    rows = {
        "source": Source.objects.of(ours).values_list("pk", "name"),
        "campaign": Campaign.objects.of(ours).values_list("pk", "name"),
        "processor": Processor.objects.of(ours).values_list("pk", "name"),
        "server": MailServer.objects.of(ours).values_list("pk", "host"),
        "token": Token.objects.of(ours).values_list("pk", "name"),
        "member": ours.members.values_list("pk", "email"),
    }
    return {f"{what}:{pk}": name for what, found in rows.items() for pk, name in found}


@needs(Action.SANCTION)
@require_POST
def inspection_run(request: HttpRequest) -> HttpResponse:
    """Look now, and act by the scale: whoever only reads waits for the night."""
    done = inspect(request.organisation, at=timezone.now(), by=request.user)
    said = ngettext("Inspection faite : {n} chose à réparer.", "Inspection faite : {n} choses à réparer.", done.faults)
    messages.success(request, said.format(n=done.faults))
    for one in done.failed:
        messages.error(request, _("Un contrôle n’a pas pu regarder : %(check)s.") % {"check": one["check"]})
    return redirect("desk:inspection")


@needs(Action.SANCTION)
@require_POST
def fault_assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody else has it mended."""
    fault = mine(request, Fault, pk=pk, gone_at=None)
    owner = get_object_or_404(request.organisation.members.filter(is_active=True), pk=request.POST.get("owner") or 0)
    assign_fault(fault, owner, by=request.user, at=timezone.now())
    messages.success(request, _("Confiée à %(email)s.") % {"email": owner.email})
    return redirect("desk:inspection")


@needs(Action.SET_POLICY)
@require_POST
def scale_set(request: HttpRequest) -> HttpResponse:
    """How long the house leaves between a warning, a notice and a suspension."""
    now = timezone.now()
    form = ScaleForm(request.POST, organisation=request.organisation, at=now)
    if form.is_valid():
        form.choose(by=request.user, at=now)
        messages.success(request, _("L’échelle est changée, et inscrite au journal."))
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
