"""Refusals as RFC 9457 problems: a stable type, a sentence in the caller's language, the fields to mend."""

import json
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as BadShape

from aval.api.shapes import explain_shape

PROBLEM = "application/problem+json"


class Problem(Exception):
    """Raised by a route: an HTTP status, a stable code, a sentence."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail


def problem(status: int, code: str, detail: str, errors: list[dict[str, str]] | None = None) -> HttpResponse:
    """The answer: `type` is stable, `errors` names the fields when there are some."""
    body: dict[str, Any] = {
        "type": f"urn:aval:problem:{code}",
        "title": code.replace("-", " "),
        "status": status,
        "detail": detail,
    }
    if errors:
        body["errors"] = errors
    response = HttpResponse(json.dumps(body), status=status, content_type=PROBLEM)
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="Aval"'
    return response


def plain_problem(status: int) -> HttpResponse:
    """What an answer that no route gave means."""
    said = {
        400: ("bad-request", _("La demande ne se lit pas.")),
        404: ("not-found", _("Rien ici à ce nom.")),
        405: ("method-not-allowed", _("Cette adresse ne répond pas à cette méthode ; l’en-tête Allow dit lesquelles.")),
        413: ("too-large", _("La demande est trop grande.")),
        500: ("internal-error", _("Aval n’a pas pu répondre. L’erreur est dans son journal.")),
    }
    code, detail = said.get(status) or ("error", _("La demande est refusée."))
    return problem(status, code, detail)


def speak_problems(api: NinjaAPI) -> None:
    """Every refusal of this door, in one shape."""

    @api.exception_handler(Problem)
    def said(request: HttpRequest, why: Problem) -> HttpResponse:
        return problem(why.status, why.code, why.detail)

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, why: AuthenticationError) -> HttpResponse:
        detail = _("Une clé d’accès en vigueur est attendue : Authorization: Bearer aval_…")
        return problem(401, "unauthorized", detail)

    @api.exception_handler(PermissionDenied)
    def forbidden(request: HttpRequest, why: PermissionDenied) -> HttpResponse:
        return problem(
            403, "forbidden", _("Cette clé, ou son membre, ne peut pas faire cela : %(what)s.") % {"what": why}
        )

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, why: Http404) -> HttpResponse:
        return plain_problem(404)

    @api.exception_handler(RequestDataTooBig)
    def too_big(request: HttpRequest, why: RequestDataTooBig) -> HttpResponse:
        return plain_problem(413)

    @api.exception_handler(BadShape)
    def shapeless(request: HttpRequest, why: BadShape) -> HttpResponse:
        errors = [explain_shape(one) for one in why.errors]
        return problem(422, "bad-shape", _("La demande n’a pas la forme attendue."), errors)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, why: ValidationError) -> HttpResponse:
        named = why.message_dict if hasattr(why, "error_dict") else {"": why.messages}
        errors = [{"field": field, "detail": " ".join(messages)} for field, messages in named.items()]
        return problem(422, "invalid", _("Des champs sont à corriger."), errors)

    @api.exception_handler(HttpError)
    def unreadable(request: HttpRequest, why: HttpError) -> HttpResponse:
        cause = why.__cause__
        detail = _("Le corps de la demande n’est pas le JSON attendu : %(why)s") % {"why": str(cause)[:200]}
        return problem(400, "not-json", detail) if cause else plain_problem(why.status_code)
