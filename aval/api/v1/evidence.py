"""What can be proved: entries, receipts, verification."""

import json
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from aval import evidence
from aval.accounts.permissions import Action
from aval.api.keys import needs
from aval.api.middleware import language_of
from aval.api.pages import Page, Slice, page
from aval.api.shapes import Line, Number
from aval.evidence.models import Entry

router = Router(tags=["evidence"])


class EntryShown(Schema):
    """One entry. Erased, its payload is null and its leaf still counts."""

    seq: int
    at: datetime
    kind: str
    label: str
    subject: str
    payload: dict[str, Any] | None
    leaf: str

    @staticmethod
    def resolve_label(entry: Entry, context: Any) -> str:
        return evidence.label(entry.kind, language_of(context["request"]))

    @staticmethod
    def resolve_payload(entry: Entry) -> dict[str, Any] | None:
        return json.loads(entry.payload) if entry.payload else None

    @staticmethod
    def resolve_leaf(entry: Entry) -> str:
        return bytes(entry.leaf).hex()


class Verified(Schema):
    """Whether the ledger holds, how long it is, and the first entry that lies."""

    ok: bool
    entries: int
    first_bad: int | None


@router.get("/entries", response=Page[EntryShown])
@needs("read", Action.READ_LEDGER)
def list_entries(request: HttpRequest, cut: Slice, kind: Line = "", subject: Line = "") -> Any:
    """The ledger, in order; of one kind, or about one subject (`person:12`)."""
    rows = Entry.objects.filter(ledger=request.organisation.pk)
    rows = rows.filter(kind=kind) if kind else rows
    return page(rows.filter(subject=subject) if subject else rows, cut, key="seq")


@router.get("/entries/{int:seq}/receipt", response=dict[str, Any])
@needs("read", Action.READ_LEDGER)
def read_receipt(request: HttpRequest, seq: Number) -> Any:
    """The proof that this entry is in the ledger; it proves itself without Aval."""
    try:
        return evidence.receipt(request.organisation.pk, seq, at=timezone.now())
    except LookupError as why:
        raise Http404 from why


@router.post("/verify", response=Verified)
@needs("read", Action.READ_LEDGER)
def verify(request: HttpRequest) -> Any:
    """Compute the whole ledger again from its entries."""
    report = evidence.verify_live(request.organisation.pk)
    return {"ok": report.ok, "entries": report.entries, "first_bad": report.first_bad}
