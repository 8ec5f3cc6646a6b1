"""By what a brand writes: its servers, its keys, and whether its domain may."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aval.accounts.models import Brand
from aval.accounts.permissions import Action
from aval.desk.access import mine, needs
from aval.desk.forms.servers import ServerForm
from aval.desk.sending import groups_of, keys_of, servers_of
from aval.post.dns import Silent
from aval.post.domains import check_domain, last_check
from aval.post.models import MailServer, SigningKey
from aval.post.servers import check_server
from aval.post.signing import AlreadyRetired, domain_of, make_signing_key, retire_key, use_key


@needs(Action.SET_UP)
def sending(request: HttpRequest, code: str) -> HttpResponse:
    """Whether the brand may write, and what to mend; its servers and its keys."""
    brand = mine(request, Brand, "organisation", code=code)
    check = last_check(brand)
    page = {
        "brand": brand,
        "domain": domain_of(brand),
        "servers": servers_of(brand, timezone.now()),
        "check": check,
        "groups": groups_of(check, get_language() or "fr"),
        "keys": keys_of(brand),
        "algorithms": SigningKey.Algorithm.choices,
    }
    return render(request, "desk/sending.html", page)


@needs(Action.SET_UP)
def sending_server(request: HttpRequest, code: str, pk: int | None = None) -> HttpResponse:
    """One server; asked at once whether it answers, and the domain with it."""
    brand = mine(request, Brand, "organisation", code=code)
    server = mine(request, MailServer, "brand", pk=pk, brand=brand) if pk else None
    if request.method == "POST" and "forget" in request.POST and server:
        server.delete()
        messages.success(request, _("Plus rien ne part par ce serveur."))
        return redirect("desk:sending", code)
    new = MailServer(organisation=request.organisation, brand=brand)
    form = ServerForm(request.POST or None, instance=server or new)
    if request.method == "POST" and form.is_valid():
        kept = form.keep()
        answers = check_server(kept, timezone.now())
        (messages.success if answers else messages.error)(request, kept.check_result)
        _ask_the_world(request, brand)
        return redirect("desk:sending", code)
    return render(request, "desk/sending_server.html", {"form": form, "brand": brand, "server": server})


@needs(Action.SET_UP)
@require_POST
def sending_check(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the world about the domain, now."""
    _ask_the_world(request, mine(request, Brand, "organisation", code=code))
    return redirect("desk:sending", code)


@needs(Action.SET_UP)
@require_POST
def sending_key_new(request: HttpRequest, code: str) -> HttpResponse:
    """A new key, to be published before it signs."""
    brand = mine(request, Brand, "organisation", code=code)
    algorithm = request.POST.get("algorithm", "")
    if algorithm in SigningKey.Algorithm.values:
        make_signing_key(brand, algorithm, by=request.user, at=timezone.now())
        messages.success(request, _("La clé est prête. Publiez son enregistrement, puis mettez-la en service."))
    return redirect("desk:sending", code)


@needs(Action.SET_UP)
@require_POST
def sending_key(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Sign with this key, or no more."""
    key = mine(request, SigningKey, "brand", pk=pk, brand__code=code)
    try:
        (use_key if request.POST.get("act") == "use" else retire_key)(key, by=request.user, at=timezone.now())
    except AlreadyRetired:
        messages.error(request, _("Une clé retirée ne sert plus : créez-en une autre."))
    else:
        _ask_the_world(request, mine(request, Brand, "organisation", code=code))
    return redirect("desk:sending", code)


def _ask_the_world(request: HttpRequest, brand: Brand) -> None:
    try:
        check = check_domain(brand, timezone.now())
    except Silent:
        messages.error(request, _("Le DNS ne répond pas. Ce que l’on savait du domaine tient encore trois jours."))
        return
    if check is not None and not check.passed:
        messages.error(request, _("Le domaine ne peut pas encore écrire : voyez ce qui manque."))
