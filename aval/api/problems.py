"""Refusals as RFC 9457 problems: a stable type, a title, what is wrong, in the caller's language."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as BadShape

PROBLEM = "application/problem+json"


class Problem(Exception):
    """Raised by a route: an HTTP status, a stable code, a sentence."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail


def problem(status: int, code: str, detail: str, **more: object) -> HttpResponse:
    """The answer: `type` is stable, `errors` names the fields when there are some."""
    body = {"type": f"urn:aval:problem:{code}", "title": code, "status": status, "detail": detail, **more}
    return JsonResponse(body, status=status, content_type=PROBLEM, json_dumps_params={"ensure_ascii": False})


def speak_problems(api: NinjaAPI) -> None:
    """Every refusal of this door, in one shape."""

    @api.exception_handler(Problem)
    def said(request: HttpRequest, why: Problem) -> HttpResponse:
        return problem(why.status, why.code, why.detail)

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, why: AuthenticationError) -> HttpResponse:
        return problem(401, "unauthorized", _("Une clé d’accès valable est attendue : Authorization: Bearer aval_…"))

    @api.exception_handler(PermissionDenied)
    def forbidden(request: HttpRequest, why: PermissionDenied) -> HttpResponse:
        return problem(403, "forbidden", _("Cette clé, ou son membre, ne peut pas faire cela."))

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, why: Http404) -> HttpResponse:
        return problem(404, "not-found", _("Rien ici à ce nom."))

    @api.exception_handler(BadShape)
    def shapeless(request: HttpRequest, why: BadShape) -> HttpResponse:
        errors = [{"field": ".".join(map(str, one["loc"])), "detail": one["msg"]} for one in why.errors]
        return problem(422, "bad-shape", _("La demande n’a pas la forme attendue."), errors=errors)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, why: ValidationError) -> HttpResponse:
        named: Mapping[str, list[str]] = why.message_dict if hasattr(why, "error_dict") else {"": why.messages}
        errors = [{"field": field, "detail": " ".join(said)} for field, said in named.items()]
        return problem(422, "invalid", _("Des champs sont à corriger."), errors=errors)

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, why: HttpError) -> HttpResponse:
        return problem(why.status_code, "error", str(why))
