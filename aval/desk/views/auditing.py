"""Auditing a form: ours, a supplier's, anybody's."""

import base64
import hashlib
import struct
from dataclasses import dataclass

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

ROOM = 48  # pixels kept around what is marked


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
    seen = Seen.of(audit) if audit and audit.picture else None
    return render(request, "desk/audit.html", {"form": form, "audit": audit, "seen": seen})


@dataclass(frozen=True, slots=True)
class Mark:
    """A rectangle around what findings are about: their numbers in the table, and the worst of them."""

    left: int
    top: int
    width: int
    height: int
    numbers: str
    outcome: str

    @property
    def tag_width(self) -> int:
        """Of the label that holds the numbers."""
        return 14 + 10 * len(self.numbers)

    @property
    def tag_left(self) -> int:
        """Before the rectangle, so as to hide nothing; over it at the edge of the page."""
        return max(self.left - self.tag_width - 3, 0)


@dataclass(frozen=True, slots=True)
class Seen:
    """The picture of a page, as a browser drew it, with a mark a place; `view` is the part of it worth looking at."""

    picture: str
    width: int
    height: int
    view: str
    marks: tuple[Mark, ...]

    @classmethod
    def of(cls, audit: Audit) -> "Seen":
        """From a PNG, whose head says its size."""
        width, height = struct.unpack(">II", audit.picture[16:24])
        places: dict[tuple[int, int, int, int], list[tuple[int, str]]] = {}
        for number, one in enumerate(audit.findings, start=1):
            if one.place and one.place[1] < height and one.outcome != "note":
                places.setdefault(one.place, []).append((number, one.outcome))
        marks = tuple(
            Mark(*_around(place), ", ".join(str(number) for number, _ in found), min(outcome for _, outcome in found))
            for place, found in places.items()
        )
        return cls(base64.b64encode(audit.picture).decode(), width, height, _view(marks, width, height), marks)


def _view(marks: tuple[Mark, ...], width: int, height: int) -> str:
    """What holds every mark, with some room around, never narrower than a form: left, top, width, height."""
    if not marks:
        return f"0 0 {width} {height}"
    left, top = max(min(one.tag_left for one in marks) - ROOM, 0), max(min(one.top for one in marks) - ROOM, 0)
    right = min(max(one.left + one.width for one in marks) + ROOM, width)
    bottom = min(max(one.top + one.height for one in marks) + ROOM, height)
    return f"{left} {top} {max(right - left, min(480, width))} {bottom - top}"


def _around(place: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """A little room around what is marked."""
    left, top, width, height = place
    return max(left - 5, 1), max(top - 5, 1), width + 10, height + 10


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
