"""Auditing a form: ours, a supplier's, anybody's."""

import base64
import hashlib

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from aval import evidence
from aval.collection.auditing import Audit
from aval.collection.auditing.asking import audit_address, audit_file, explain
from aval.collection.auditing.fetching import CannotFetch
from aval.desk.forms.auditing import AuditForm


def audit_page(request: HttpRequest) -> HttpResponse:
    """A page comes in by its address, its file or its text; what it gets wrong comes out. Only the answer is kept, as evidence."""
    form = AuditForm(request.POST or None, request.FILES or None)
    audit = None
    if request.method == "POST" and form.is_valid() and (answer := audited(form)) is not None:
        audit, page = answer
        payload = {
            "address": form.cleaned_data["url"] or None,
            "page": hashlib.sha256(page).hexdigest(),
            "verdict": audit.verdict,
            "codes": sorted({one.code for one in audit.findings}),
            "rendered": audit.rendered,
            "by": request.user.pk,
        }
        with transaction.atomic():
            evidence.record(request.organisation.pk, "form:audited", payload, at=timezone.now())
    picture = base64.b64encode(audit.picture).decode() if audit and audit.picture else ""
    return render(request, "desk/audit.html", {"form": form, "audit": audit, "picture": picture})


def audited(form: AuditForm) -> tuple[Audit, bytes] | None:
    """The audit and the page; nothing, with the reason beside the address, when it could not be read."""
    language = (get_language() or "fr")[:2]
    if not form.cleaned_data["url"]:
        raw = form.raw()
        return audit_file(raw, form.context(), language), raw
    try:
        return audit_address(form.cleaned_data["url"], form.context(), language)
    except CannotFetch as why:
        form.add_error("url", explain(why, language))
        return None
