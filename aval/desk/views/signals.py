"""Weak signals: what drifts from its own past, the law that is coming and whom it will touch, what changed since the last look."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_POST

from aval.accounts.permissions import Action
from aval.desk.access import needs
from aval.law.parameters import eras, stale_on
from aval.oversight.models import Signal, Watch
from aval.oversight.signals.coming import announced, days_between, whom
from aval.oversight.signals.watching import names, odds, open_signals, say, watch

FAR = date(9999, 1, 1)
GONE_SHOWN = 20


@needs(Action.INSPECT)
def signals(request: HttpRequest) -> HttpResponse:
    """What drifts now, and the law ahead; `?le=` says whom of the campaigns a coming day touches."""
    ours, now = request.organisation, timezone.now()
    today, language = timezone.localdate(now), get_language() or "fr"
    known = names(ours)
    watches = list(Watch.objects.of(ours).order_by("-pk")[:2])
    last = watches[0] if watches else None
    gone = Signal.objects.of(ours).exclude(gone_at=None).order_by("-gone_at")[:GONE_SHOWN]
    asked = next((day for day in eras() if day > today and day.isoformat() == request.GET.get("le")), None)
    page = {
        "signals": [
            (one, say(one, known.get((one.dimension, one.key), one.key)), odds(one)) for one in open_signals(ours)
        ],
        "gone": [(one, known.get((one.dimension, one.key), one.key)) for one in gone],
        "last": last,
        "moved": len(watches) == 2 and watches[0].law != watches[1].law,
        "since": days_between(timezone.localdate(last.at), today, language) if last else [],
        "ahead": days_between(today, FAR, language),
        "announced": announced(ours, today, language),
        "stale": len(stale_on(today)),
        "asked": asked,
        "whom": whom(ours, asked, now) if asked else [],
    }
    return render(request, "desk/signals.html", page)


@needs(Action.SANCTION)
@require_POST
def signals_look(request: HttpRequest) -> HttpResponse:
    """Look now."""
    seen = watch(request.organisation, at=timezone.now())
    said = ngettext(
        "{n} signal, sur {asked} questions posées.", "{n} signaux, sur {asked} questions posées.", seen.signals
    )
    messages.success(request, said.format(n=seen.signals, asked=seen.questions))
    return redirect("desk:signals")
