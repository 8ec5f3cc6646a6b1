"""A receipt at its own address, for ever: what was done, when, and the proof anybody can verify without us.

It outlives the erasure of the person: it is found by its entry in the ledger, not by her.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from aval import evidence
from aval.accounts.models import Brand, Organisation
from aval.evidence.models import Entry
from aval.portal.telling import tell_act, tell_stop
from aval.portal.tokens import Receipt, read_receipt
from aval.prospects.links import link_token
from aval.rights.models import Case


@dataclass(frozen=True, slots=True)
class Done:
    """One act, as its receipt says it. `narrow`: more could be stopped; `case`: the request it opened, as it stands."""

    organisation: Organisation
    number: int
    at: datetime
    said: str
    objection: bool
    narrow: bool
    emptied: bool
    case: Case | None


def read(token: str) -> tuple[Receipt, Done] | None:
    """The act a receipt is of; None for a token that is not one."""
    receipt = read_receipt(token)
    organisation = receipt and Organisation.objects.filter(pk=receipt.organisation).first()
    if receipt is None or organisation is None:
        return None
    entry = Entry.objects.filter(ledger=organisation.pk, seq=receipt.entry).first()
    if entry is None:
        return None
    kept = json.loads(entry.payload) if entry.payload else {}
    objection = entry.kind == "objection:recorded"
    channel, brand = kept.get("channel", ""), kept.get("brand")
    known = Brand.objects.of(organisation).filter(pk=brand).first() if brand else None
    case = Case.objects.of(organisation).filter(pk=kept.get("case")).select_related("answer").first()
    said = tell_stop(channel, known.name if known else "") if objection else tell_act(entry.kind, case)
    narrow = objection and bool(channel or brand)
    return receipt, Done(organisation, entry.seq, entry.at, said, objection, narrow, entry.payload is None, case)


@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    """It is done: what, since when, and what else she may do."""
    found = read(token)
    if found is None:
        raise Http404
    receipt, done = found
    hers = link_token(receipt.organisation, receipt.contact_point) if receipt.contact_point else ""
    return render(request, "portal/receipt.html", {"done": done, "token": token, "hers": hers})


@require_safe
def file(request: HttpRequest, token: str) -> HttpResponse:
    """The receipt to take away: the entry, its place in the tree, the signed head; verifiable offline."""
    found = read(token)
    if found is None:
        raise Http404
    _receipt, done = found
    proof = evidence.receipt(done.organisation.pk, done.number, at=timezone.now())
    response = JsonResponse(proof, json_dumps_params={"ensure_ascii": False, "indent": 1}, encoder=json.JSONEncoder)
    response["Content-Disposition"] = f'attachment; filename="aval-recu-{done.number}.json"'
    return response
