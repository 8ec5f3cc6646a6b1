"""Declaring where people come from, checking suppliers, stopping a list."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aval.accounts import permissions
from aval.accounts.permissions import Action
from aval.clearance.quarantine import examine_all
from aval.desk.access import mine, needs
from aval.desk.forms.sources import SourceForm, SupplierForm, SuspendForm
from aval.desk.kinds import BY_CODE, KINDS
from aval.prospects.models import Source
from aval.prospects.sources import describe_supplier, resume_source, suspend_source


@needs(Action.DECLARE_SOURCE)
def source_new(request: HttpRequest) -> HttpResponse:
    """Declare a source: first its kind, in plain words, then what the law asks of that kind."""
    kind = BY_CODE.get(request.GET.get("kind", ""))
    if kind is None:
        return render(request, "desk/source_kinds.html", {"kinds": KINDS})
    form = SourceForm(request.POST or None, kind=kind)
    dossier = SupplierForm(request.POST or None) if kind.supplied else None
    if request.method == "POST" and form.is_valid() and (dossier is None or dossier.is_valid()):
        supplier = dossier.cleaned_data if dossier else None
        made = form.declare(request.organisation, kind=kind, supplier=supplier, at=timezone.now(), by=request.user)
        if made:
            messages.success(request, _("La source est déclarée. Vous pouvez y importer un fichier."))
            return redirect("desk:source", made.code)
    return render(request, "desk/source_form.html", {"form": form, "dossier": dossier, "kind": kind})


@needs(Action.CHECK_SUPPLIER)
def source_dossier(request: HttpRequest, code: str) -> HttpResponse:
    """What was asked of the supplier, and what we checked ourselves; each change is kept."""
    found = mine(request, Source, "supplier_file", code=code)
    dossier = SupplierForm(request.POST or None, instance=getattr(found, "supplier_file", None))
    if request.method == "POST" and dossier.is_valid():
        describe_supplier(found, by=request.user, at=timezone.now(), **dossier.cleaned_data)
        examine_all(request.organisation, at=timezone.now())
        messages.success(request, _("Le dossier est à jour. Le prochain filtrage en tient compte."))
        return redirect("desk:source", code)
    page = {"dossier": dossier, "kind": BY_CODE[found.kind], "source": found}
    return render(request, "desk/source_form.html", page)


@needs(Action.PAUSE)
@require_POST
def source_suspend(request: HttpRequest, code: str) -> HttpResponse:
    """Stop every use of a list; lifting that takes who may check suppliers."""
    found = mine(request, Source, code=code)
    form = SuspendForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Dites pourquoi : le motif est gardé, et montré à chaque refus."))
        return redirect("desk:source", code)
    act = {"why": form.cleaned_data["why"], "by": request.user, "at": timezone.now()}
    if found.suspended_at:
        permissions.require(request.user, Action.CHECK_SUPPLIER)
        resume_source(found, **act)
        messages.success(request, _("La liste peut de nouveau servir."))
    else:
        suspend_source(found, **act)
        messages.success(request, _("La liste est suspendue : plus aucune lettre ne part vers elle."))
    return redirect("desk:source", code)
