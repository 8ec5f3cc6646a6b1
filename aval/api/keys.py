"""Who calls: a key, its scopes, its member. Everything a route reads begins with its own organisation."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from ninja.operation import Operation
from ninja.security import HttpBearer
from ninja.utils import contribute_operation_callback

from aval.accounts import permissions
from aval.accounts.members import is_over
from aval.accounts.models import Token
from aval.accounts.permissions import Action
from aval.accounts.tokens import read_token
from aval.api.once import answer_again
from aval.api.problems import PROBLEM

Route = Callable[..., Any]


class Key(HttpBearer):
    """`Authorization: Bearer aval_…`, and nothing else: a session of the desk opens no door here.

    Read before anything of the body is: a key without the scope learns nothing from how its call is refused.
    """

    def __init__(self, scope: str = "", action: Action | None = None) -> None:
        super().__init__()
        self.scope, self.action = scope, action

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        found = read_token(token, at=timezone.now())
        if found is None or is_over(found.member, timezone.localdate()):
            return None
        request.organisation, request.member = found.organisation, found.member
        if self.scope not in found.scopes:
            raise PermissionDenied(self.scope)
        if self.action is not None:
            permissions.require(found.member, self.action)
        return found


def needs(scope: str, action: Action | None = None) -> Callable[[Route], Route]:
    """A route for keys of this scope, whose member may do this; what writes is done once an `Idempotency-Key`."""

    def closed(route: Route) -> Route:
        @wraps(route)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            again = answer_again(request, timezone.now()) if scope == Token.Scope.WRITE else None
            return again or route(request, *args, **kwargs)

        contribute_operation_callback(opened, partial(_close, Key(scope, action)))
        return opened

    return closed


PROBLEM_SHAPE = {
    "description": "A problem (RFC 9457): `type` is stable, `detail` is in French or English, `errors` names fields.",
    "content": {
        PROBLEM: {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "detail"],
                "properties": {
                    "type": {"type": "string", "format": "uri"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                    "errors": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
                        },
                    },
                },
            }
        }
    },
}
ONCE = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key and the same body are answered the same for a day, and done once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[!-~]+$"},
}


def _close(key: Key, operation: Operation) -> None:
    """The key a route asks for, and what the OpenAPI document says of it."""
    operation.auth_param, operation.auth_callbacks = key, [key]
    more: dict[str, Any] = {"x-scope": key.scope, "responses": {"default": PROBLEM_SHAPE}}
    if key.action is not None:
        more["x-action"] = str(key.action)
    if key.scope == Token.Scope.WRITE and "POST" in operation.methods:
        more["parameters"] = [ONCE]
    operation.openapi_extra = more
