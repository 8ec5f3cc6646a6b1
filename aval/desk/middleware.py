"""Every page of the desk is closed until a member signs in, and an administrator shows a second factor.

A view of the desk opens itself to strangers with `@open_to_all` alone; everything else is shut by default.
"""

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from aval.accounts.members import is_over
from aval.accounts.models import Organisation, Role

View = Callable[..., HttpResponse]


def open_to_all(view: View) -> View:
    """A page a stranger may see (the first set-up, the choice of a language)."""
    view.open_to_all = True
    return view


class Door:
    """Names the organisation of the request, speaks the member's language, keeps strangers out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.organisation = None
        if request.user.is_authenticated:
            request.organisation = request.user.organisation
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, *_args: Any) -> HttpResponse | None:
        if "desk" not in request.resolver_match.app_names:
            return None
        if getattr(view, "open_to_all", False):
            return None
        if not request.user.is_authenticated:
            if not Organisation.objects.exists():
                return redirect("desk:setup")
            return redirect_to_login(request.get_full_path())
        if is_over(request.user, timezone.localdate()):
            logout(request)
            messages.error(request, _("Le temps de cet accès est passé."))
            return redirect_to_login(request.get_full_path())
        if request.user.role == Role.ADMINISTRATOR and not is_mfa_enabled(request.user):
            messages.info(request, _("Vous êtes administrateur : protégez d’abord votre compte par un second facteur."))
            return redirect("mfa_activate_totp")
        return None
