"""The register of processing: what is done, beside what was declared."""

import json

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aval.accountability.models import RegisterVersion
from aval.accountability.printed import column_names, register_ods, register_pdf
from aval.accountability.register import LISTS, drift, last_version, register, sign_register
from aval.accounts.permissions import Action
from aval.desk.access import mine, needs

DRAWN = {"ods": register_ods, "pdf": register_pdf}
TYPES = {
    "json": "application/json",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "pdf": "application/pdf",
}


@needs(Action.READ_REGISTER)
def register_page(request: HttpRequest) -> HttpResponse:
    """Every activity, and what changed since it was signed."""
    now = timezone.now()
    language = get_language() or "fr"
    names = column_names()
    page = {
        "lines": register(request.organisation, at=now, language=language).items(),
        "columns": [(column, names[column]) for column in LISTS],
        "names": names,
        "drift": drift(request.organisation, at=now),
        "last": last_version(request.organisation),
        "versions": RegisterVersion.objects.of(request.organisation).select_related("signed_by").order_by("-number"),
    }
    return render(request, "desk/register.html", page)


@needs(Action.SIGN_REGISTER)
@require_POST
def register_sign(request: HttpRequest) -> HttpResponse:
    """Declare it as it stands."""
    version = sign_register(request.organisation, by=request.user, at=timezone.now())
    messages.success(request, _("Le registre est signé : version %(number)d.") % {"number": version.number})
    return redirect("desk:register")


@needs(Action.READ_REGISTER)
def register_export(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """A signed version, as JSON, as a spreadsheet or on paper."""
    version = mine(request, RegisterVersion, "signed_by", number=number)
    signed = version.signed_by.email if version.signed_by else ""
    if form == "json":
        told = {
            "version": number,
            "signed_at": version.signed_at.isoformat(),
            "signed_by": signed,
            "activities": version.content,
        }
        made = json.dumps(told, ensure_ascii=False, indent=2).encode()
    elif form in DRAWN:
        said = _("Version %(number)d, signée le %(on)s par %(by)s.") % {
            "number": number,
            "on": timezone.localdate(version.signed_at).isoformat(),
            "by": signed,
        }
        made = DRAWN[form](request.organisation, version.content, said=said)
    else:
        raise Http404
    answer = HttpResponse(made, content_type=TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="registre-{number}.{form}"'
    return answer
