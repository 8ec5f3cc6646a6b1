"""A breach within 72 hours: one button, a clock, a guided file, the CNIL's form, the messages."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aval.accountability.affected import columns_out
from aval.accountability.breaches import clock, close_breach, count_affected, note_notification, waive_telling
from aval.accountability.models import Affected, Breach
from aval.accountability.notification import cnil_form, form_pdf, form_text
from aval.accountability.telling import decide_telling, kind_names, message, missing_parts, told_otherwise
from aval.accounts.permissions import Action
from aval.desk.access import mine, needs
from aval.desk.forms.breaches import BreachForm, FactsForm, NotifiedForm, WaiverForm
from aval.desk.paging import cut

BY_HAND_SHOWN = 100


def breaches(request: HttpRequest) -> HttpResponse:
    """The register of breaches, notified or not (art. 33(5))."""
    rows = cut(Breach.objects.of(request.organisation), ("-id",), request.GET.get("after", ""))
    now = timezone.now()
    page = {"slice": rows, "clocks": [(breach, clock(breach, now)) for breach in rows.rows]}
    return render(request, "desk/breaches.html", page)


@needs(Action.DECLARE_BREACH)
def breach_new(request: HttpRequest) -> HttpResponse:
    """The button: two answers, and the clock runs."""
    now = timezone.now()
    form = BreachForm(request.POST or None, initial={"aware_at": timezone.localtime(now)})
    if request.method == "POST" and form.is_valid():
        made = form.declare(request.organisation, by=request.user, at=now)
        if made:
            return redirect("desk:breach", made.pk)
    return render(request, "desk/breach_new.html", {"form": form})


@needs(Action.DECLARE_BREACH)
def breach(request: HttpRequest, pk: int) -> HttpResponse:
    """The file: where the clocks stand, what is known, what is left to do."""
    found = _find(request, pk)
    now = timezone.now()
    form = FactsForm(request.POST or None, instance=found, at=now)
    if request.method == "POST" and form.is_valid() and form.keep(by=request.user, at=now):
        messages.success(request, _("C’est gardé."))
        return redirect("desk:breach", found.pk)
    found = _find(request, pk)
    kinds = [kind for kind in kind_names() if kind in columns_out(found)]
    people = Affected.objects.of(request.organisation).filter(breach=found)
    page = {
        "breach": found,
        "clock": clock(found, now),
        "form": form,
        "count": count_affected(found),
        "kinds": [kind_names()[kind] for kind in kinds],
        "missing": list(missing_parts(found).values()),
        "message": message(found, kinds, language=get_language() or "fr"),
        "notified": NotifiedForm(),
        "waiver": WaiverForm(),
        "told": people.filter(way__in=["email", "told"]).count(),
        "waiting": people.filter(way="waiting").count(),
        "by_hand": people.filter(way="by_hand").select_related("person")[:BY_HAND_SHOWN],
    }
    return render(request, "desk/breach.html", page)


def _find(request: HttpRequest, pk: int) -> Breach:
    return mine(request, Breach, "organisation", "declared_by", "waived_by", pk=pk)


@needs(Action.HANDLE_BREACH)
def breach_form(request: HttpRequest, pk: int) -> HttpResponse:
    """The CNIL's form, field by field, to copy or to print."""
    found = _find(request, pk)
    sections: dict[str, list] = {}
    for one in cnil_form(found):
        sections.setdefault(one.section, []).append(one)
    return render(request, "desk/breach_form.html", {"breach": found, "sections": sections, "text": form_text(found)})


@needs(Action.HANDLE_BREACH)
def breach_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The same on paper, in French as the CNIL reads it."""
    found = _find(request, pk)
    answer = HttpResponse(form_pdf(found), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="cnil-violation-{found.pk}.pdf"'
    return answer


@needs(Action.HANDLE_BREACH)
@require_POST
def breach_notified(request: HttpRequest, pk: int) -> HttpResponse:
    """The CNIL was told; the second time, the complement."""
    reference = request.POST.get("reference", "")[:60]
    return _do(request, pk, lambda found, now: note_notification(found, reference=reference, by=request.user, at=now))


@needs(Action.HANDLE_BREACH)
@require_POST
def breach_tell(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the persons told: the list is frozen, the messages leave by the ordinary way."""

    def tell(found: Breach, now: object) -> None:
        count = decide_telling(found, by=request.user, at=now)
        said = ngettext("{n} personne sera informée.", "{n} personnes seront informées.", count)
        messages.success(request, said.format(n=count))

    return _do(request, pk, tell)


@needs(Action.HANDLE_BREACH)
@require_POST
def breach_waive(request: HttpRequest, pk: int) -> HttpResponse:
    """Do not tell the persons, and say why."""
    reason = request.POST.get("reason", "")
    return _do(request, pk, lambda found, now: waive_telling(found, reason=reason, by=request.user, at=now))


@needs(Action.HANDLE_BREACH)
@require_POST
def breach_close(request: HttpRequest, pk: int) -> HttpResponse:
    """The file is whole."""
    return _do(request, pk, lambda found, now: close_breach(found, by=request.user, at=now))


@needs(Action.HANDLE_BREACH)
@require_POST
def breach_told(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """One person was told by telephone or letter."""
    found = _find(request, pk)
    told_otherwise(mine(request, Affected, pk=row, breach=found), by=request.user, at=timezone.now())
    return redirect("desk:breach", found.pk)


def _do(request: HttpRequest, pk: int, act: Callable) -> HttpResponse:
    """One act on the file; what is missing is said above it."""
    found = _find(request, pk)
    try:
        act(found, timezone.now())
    except ValidationError as refusal:
        for text in refusal.messages:
            messages.error(request, text)
    return redirect("desk:breach", found.pk)
