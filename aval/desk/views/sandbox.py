"""The sandbox mailbox: messages that left for nowhere, to be read before any real one leaves."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from csp.decorators import csp
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin

from aval.desk.access import mine
from aval.desk.paging import cut
from aval.post.models import SandboxMessage

SHOWN = (
    "From",
    "Reply-To",
    "To",
    "Date",
    "Message-ID",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Content-Language",
)
WALLED = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "frame-ancestors": ["'self'"],
    "form-action": ["'none'"],
    "base-uri": ["'none'"],
    "sandbox": [],
}


def sandbox(request: HttpRequest) -> HttpResponse:
    """Messages received, newest first."""
    asked = request.GET.get("q", "").strip()
    rows = SandboxMessage.objects.of(request.organisation).defer("raw")
    if asked:
        rows = rows.filter(Q(envelope_to__istartswith=asked) | Q(subject__icontains=asked))
    page = {"slice": cut(rows, ("-id",), request.GET.get("after", "")), "asked": asked}
    return render(request, "desk/sandbox.html", page)


def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message: what its text says, its headers, and its HTML behind a wall."""
    row = mine(request, SandboxMessage, pk=pk)
    parsed = _parse(row)
    page = {
        "message": row,
        "headers": [(name, str(parsed[name])) for name in SHOWN if parsed[name]],
        "text": _part(parsed, "plain"),
        "has_html": parsed.get_body(("html",)) is not None,
        "size": len(row.raw),
    }
    return render(request, "desk/sandbox_message.html", page)


@xframe_options_sameorigin
@csp(WALLED)
def message_html(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML part alone, under a policy that runs nothing and fetches nothing."""
    body = _part(_parse(mine(request, SandboxMessage, pk=pk)), "html")
    if body is None:
        raise Http404
    return HttpResponse(body)


def _parse(row: SandboxMessage) -> EmailMessage:
    return message_from_bytes(bytes(row.raw), policy=policy.default)


def _part(parsed: EmailMessage, kind: str) -> str | None:
    part = parsed.get_body((kind,))
    return part.get_content() if part is not None else None
