"""The register of processing: what is done, beside what was declared."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aval.accountability.models import RegisterVersion
from aval.accountability.register import LISTS, drift, last_version, register, sign_register
from aval.accounts.permissions import Action
from aval.desk.access import mine, needs


def columns() -> list[tuple[str, str]]:
    """The columns of the CNIL's model that are lists, each with its name."""
    names = {
        "data": _("Catégories de données"),
        "tables": _("Tables"),
        "sources": _("Sources"),
        "recipients": _("Destinataires"),
        "transfers": _("Transferts hors de l’Espace économique européen"),
        "retention": _("Durées de conservation"),
        "security": _("Mesures de sécurité"),
    }
    return [(column, names[column]) for column in LISTS]


@needs(Action.READ_REGISTER)
def register_page(request: HttpRequest) -> HttpResponse:
    """Every activity, and what changed since it was signed."""
    now = timezone.now()
    language = get_language() or "fr"
    page = {
        "lines": register(request.organisation, at=now, language=language).items(),
        "columns": columns(),
        "names": dict(columns()),
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
    messages.success(request, _("Le registre est signé : version %(number)d.") % {"number": version.number})
    return redirect("desk:register")


@needs(Action.READ_REGISTER)
def register_export(request: HttpRequest, number: int) -> HttpResponse:
    """A signed version, as JSON."""
    version = mine(request, RegisterVersion, "signed_by", number=number)
    signed = version.signed_by.email if version.signed_by else ""
    told = {
        "version": number,
        "signed_at": version.signed_at.isoformat(),
        "signed_by": signed,
        "activities": version.content,
    }
    answer = HttpResponse(json.dumps(told, ensure_ascii=False, indent=2), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="registre-{number}.json"'
    return answer
