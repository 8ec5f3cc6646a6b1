"""Proofs: the ledger, its verification, and receipts anybody can check."""

import json
import tempfile

from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from aval import evidence as ledger
from aval.accountability.control_file import keeps, parts, rehearse
from aval.accounts.permissions import Action
from aval.desk.access import needs
from aval.desk.forms.control import ControlForm
from aval.desk.paging import cut
from aval.evidence.models import Entry, Frontier
from aval.oversight.dossier import DOCUMENTS


@needs(Action.READ_LEDGER)
def evidence(request: HttpRequest) -> HttpResponse:
    """The ledger, newest first."""
    return _ledger(request, None)


@needs(Action.READ_LEDGER)
@require_POST
def evidence_verify(request: HttpRequest) -> HttpResponse:
    """Compute everything again from the entries, and say what was found."""
    return _ledger(request, ledger.verify_live(request.organisation.pk))


def _ledger(request: HttpRequest, report: ledger.Report | None) -> HttpResponse:
    kind = request.GET.get("kind", "")
    rows = Entry.objects.filter(ledger=request.organisation.pk).defer("salt", "leaf")
    if kind in ledger.KINDS:
        rows = rows.filter(kind=kind)
    frontier = Frontier.objects.filter(ledger=request.organisation.pk).first()
    language = get_language() or "fr"
    page = {
        "slice": cut(rows, ("-seq",), request.GET.get("after", "")),
        "size": frontier.size if frontier else 0,
        "kind": kind,
        "kinds": [(code, ledger.label(code, language)) for code in ledger.KINDS],
        "report": report,
        "sentence": report.sentence(language) if report else "",
        "key": report.key.hex() if report else "",
    }
    return render(request, "desk/evidence.html", page)


@needs(Action.READ_LEDGER)
def evidence_entry(request: HttpRequest, seq: int) -> HttpResponse:
    """One entry: what it says, and what commits to it."""
    entry = get_object_or_404(Entry, ledger=request.organisation.pk, seq=seq)
    return render(request, "desk/evidence_entry.html", {"entry": entry})


@needs(Action.READ_LEDGER)
def evidence_receipt(request: HttpRequest, seq: int) -> HttpResponse:
    """The proof that this entry is in the ledger, for a stranger to check without us."""
    try:
        receipt = ledger.receipt(request.organisation.pk, seq, at=timezone.now())
    except LookupError:
        raise Http404 from None
    answer = HttpResponse(json.dumps(receipt, ensure_ascii=False, indent=1), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="aval-recu-{seq}.json"'
    return answer


@needs(Action.EXPORT)
def control(request: HttpRequest) -> HttpResponse:
    """What an inspector asks for, and what we would lack today."""
    return _control(request, ControlForm())


def _control(request: HttpRequest, form: ControlForm) -> HttpResponse:
    lacking = rehearse(request.organisation, at=timezone.now())
    return render(request, "desk/control.html", {"form": form, "lacking": lacking, "pieces": len(form.pieces())})


@needs(Action.EXPORT)
@require_POST
def evidence_export(request: HttpRequest) -> HttpResponse:
    """The control file: the ledger, its signed heads, the pieces asked for, and the program that checks them offline."""
    form = ControlForm(request.POST)
    if not form.is_valid() or (asked := form.asked(request.organisation)) is None:
        return _control(request, form)
    out = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    now, ours = timezone.now(), request.organisation
    with transaction.atomic():
        told = {"file": "desk", "by": request.user.pk, "asked": form.told()}
        ledger.record(ours.pk, "dossier:exported", told, at=now)
    pieces = parts(ours, at=now, asked=asked, more=DOCUMENTS)
    ledger.export(ours.pk, out, at=now, parts=pieces, keeps=keeps(ours, asked))
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"aval-controle-{timezone.localdate(now)}.zip")
