"""What can be proved: entries, receipts, verification."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router

from aval import evidence
from aval.accounts.permissions import Action
from aval.api.keys import language_of, needs
from aval.api.pages import Page, page
from aval.evidence.models import Entry

router = Router(tags=["evidence"])


@router.get("/entries", response=Page)
@needs("read", Action.READ_LEDGER)
def entries(request: HttpRequest, cursor: int = 0, limit: int = 100) -> Page:
    language = language_of(request)

    def shown(entry: Entry) -> dict[str, Any]:
        said = evidence.label(entry.kind, language)
        return {"seq": entry.seq, "at": entry.at, "kind": entry.kind, "label": said, "payload": entry.payload}

    return page(Entry.objects.filter(ledger=request.organisation.pk), cursor, limit, shown)


@router.get("/entries/{int:seq}/receipt", response=dict[str, Any])
@needs("read", Action.READ_LEDGER)
def receipt(request: HttpRequest, seq: int) -> dict[str, Any]:
    try:
        return evidence.receipt(request.organisation.pk, seq, at=timezone.now())
    except LookupError as why:
        raise Http404 from why


@router.post("/verify", response=dict[str, Any])
@needs("read", Action.READ_LEDGER)
def verify(request: HttpRequest) -> dict[str, Any]:
    report = evidence.verify_live(request.organisation.pk)
    return {"ok": report.ok, "entries": report.entries, "first_bad": report.first_bad}
