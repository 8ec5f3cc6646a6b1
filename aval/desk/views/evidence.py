"""Proofs: the ledger, its verification, and receipts anybody can check."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from aval import evidence as ledger
from aval.accounts.permissions import Action
from aval.desk.access import needs
from aval.desk.paging import cut
from aval.evidence.models import Entry, Frontier


@needs(Action.READ_LEDGER)
def evidence(request: HttpRequest) -> HttpResponse:
    """The ledger, newest first."""
    kind = request.GET.get("kind", "")
    rows = Entry.objects.filter(ledger=request.organisation.pk).defer("salt", "seal", "leaf")
    if kind in ledger.KINDS:
        rows = rows.filter(kind=kind)
    frontier = Frontier.objects.filter(ledger=request.organisation.pk).first()
    page = {
        "slice": cut(rows, ("-seq",), request.GET.get("after", "")),
        "size": frontier.size if frontier else 0,
        "kind": kind,
        "kinds": [(code, ledger.label(code, get_language())) for code in ledger.KINDS],
    }
    return render(request, "desk/evidence.html", page)


@needs(Action.READ_LEDGER)
def evidence_entry(request: HttpRequest, seq: int) -> HttpResponse:
    """One entry: what it says, and what commits to it."""
    entry = get_object_or_404(Entry, ledger=request.organisation.pk, seq=seq)
    return render(request, "desk/evidence_entry.html", {"entry": entry})
