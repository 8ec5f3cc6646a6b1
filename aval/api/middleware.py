"""Everything under /api/ speaks the caller's language, and refuses in one shape, whoever refuses."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from aval.api.once import remember
from aval.api.problems import PROBLEM, plain_problem

HERE = "/api/"


class Machines:
    """The last door before the routes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(HERE):
            return self.get_response(request)
        translation.activate(language_of(request))
        answer = self.get_response(request)
        if answer.status_code >= 400 and answer.get("Content-Type") != PROBLEM:
            said = plain_problem(answer.status_code)
            if "Allow" in answer:
                said["Allow"] = answer["Allow"]
            answer = said
        remember(request, answer)
        answer["Content-Language"] = translation.get_language()
        answer["Cache-Control"] = "no-store"
        patch_vary_headers(answer, ["Accept-Language", "Authorization"])
        return answer


def language_of(request: HttpRequest) -> str:
    """`lang` in the address, else the header Accept-Language, else French."""
    asked = request.GET.get("lang") or request.headers.get("Accept-Language", "fr")
    return "en" if asked.lower().startswith("en") else "fr"
