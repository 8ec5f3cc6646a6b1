"""Those who handle data for us: their contracts, what keeps one off, what goes by whom."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aval.accounts.models import Processor
from aval.accounts.permissions import Action
from aval.accounts.processors import clauses, resume_processor, suspend_processor, usable
from aval.desk.access import mine, needs
from aval.desk.connected import connectors_of
from aval.desk.forms.processors import ProcessorForm
from aval.desk.forms.sources import SuspendForm


def processors(request: HttpRequest) -> HttpResponse:
    """Every processor, whether it may be used today, and every connector with who runs it."""
    today = timezone.localdate()
    rows = [(one, usable(one, today)) for one in Processor.objects.of(request.organisation).order_by("name")]
    page = {"rows": rows, "connectors": connectors_of(request.organisation, today)}
    return render(request, "desk/processors.html", page)


def processor(request: HttpRequest, code: str) -> HttpResponse:
    """One: its contract clause by clause, what is missing and how to mend it."""
    found = mine(request, Processor, code=code)
    today, language = timezone.localdate(), get_language() or "fr"
    said = "en" if language.startswith("en") else "fr"
    page = {
        "processor": found,
        "reasons": [(one.say(language), one.mend(language), one.article) for one in usable(found, today)],
        "clauses": [(one[said], one["article"], code in found.clauses) for code, one in clauses().items()],
        "connectors": [one for one in connectors_of(request.organisation, today) if one.processor == found],
        "suspend": SuspendForm(),
    }
    return render(request, "desk/processor.html", page)


@needs(Action.DECLARE_PROCESSOR)
def processor_form(request: HttpRequest, code: str = "") -> HttpResponse:
    """A new one, or its file again."""
    found = mine(request, Processor, code=code) if code else None
    form = ProcessorForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        kept = form.keep(request.organisation, at=timezone.now(), by=request.user)
        if kept:
            messages.success(request, _("Le dossier est enregistré et gardé au journal."))
            return redirect("desk:processor", kept.code)
    return render(request, "desk/processor_form.html", {"form": form, "processor": found})


@needs(Action.DECLARE_PROCESSOR)
@require_POST
def processor_suspend(request: HttpRequest, code: str) -> HttpResponse:
    """Stop everything that leaves for it, or let it again."""
    found = mine(request, Processor, code=code)
    verb = resume_processor if found.suspended_at else suspend_processor
    try:
        verb(found, why=request.POST.get("why", ""), at=timezone.now(), by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("desk:processor", code)
