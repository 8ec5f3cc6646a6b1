"""Who calls: a key, its scopes, its member. Everything it reads begins with its own organisation."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone, translation
from ninja.security import HttpBearer

from aval.accounts import permissions
from aval.accounts.models import Token
from aval.accounts.permissions import Action
from aval.accounts.tokens import read_token


class Key(HttpBearer):
    """`Authorization: Bearer aval_…`; the request then knows its organisation and speaks the language asked for."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        found = read_token(token, at=timezone.now())
        if found is not None:
            request.organisation = found.organisation
            request.member = found.member
            translation.activate(language_of(request))
        return found


def language_of(request: HttpRequest) -> str:
    """`lang` in the address, else the header Accept-Language, else French."""
    asked = request.GET.get("lang") or request.headers.get("Accept-Language", "fr")
    return "en" if asked.lower().startswith("en") else "fr"


def needs(scope: str, action: Action | None = None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A route for keys of this scope, whose member may do this. A key that may only decide may do nothing else."""

    def closed(route: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(route)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if scope not in request.auth.scopes:
                raise PermissionDenied(scope)
            if action is not None:
                permissions.require(request.member, action)
            return route(request, *args, **kwargs)

        return opened

    return closed
