"""Her pages go past all that is made for members: no session, no cookie, no script, and nothing kept or told elsewhere.

A button of hers costs what it does and no more, and no page of hers can set a cookie by accident.
"""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve
from django.utils import translation

from aval.portal.opening import nobody

HERE = "/d/"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",  # the token is in the address: no other site is told it
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "no-store, private, max-age=0",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Straight:
    """Answers under /d/ itself; everything else goes on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(HERE):
            return self.get_response(request)
        request.get_host()  # refuses a name that is not ours
        match = request.resolver_match = resolve(request.path_info)
        with translation.override(language_of(request)):
            try:
                answer = match.func(request, *match.args, **match.kwargs)
            except Http404:
                answer = nobody(request)
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        answer.headers["Content-Length"] = str(len(answer.content))
        return answer


def language_of(request: HttpRequest) -> str:
    """`lang` in the address, kept from link to link; else French, unless her program asks for English first."""
    asked = request.GET.get("lang") or request.headers.get("Accept-Language", "fr")
    return "en" if asked[:2].lower() == "en" else "fr"
