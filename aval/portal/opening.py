"""How a page of hers opens: the file of its token, in her language; or the page that leads to nobody."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt

from aval.accounts.models import Organisation
from aval.portal.reading import open_file

LANGUAGES = ("fr", "en")


def her_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Opens the file of the token and speaks her language. A token not ours, or over, leads to nobody."""

    @csrf_exempt
    @wraps(view)
    def opened(request: HttpRequest, token: str, **more: object) -> HttpResponse:
        file = open_file(token, at=timezone.now())
        if file is None:
            return nobody(request)
        asked = request.GET.get("lang") or (file.person.language if file.person else "")
        with translation.override(asked if asked in LANGUAGES else translation.get_language()):
            return view(request, file, token, **more)

    return opened


def nobody(request: HttpRequest, **_kept: object) -> HttpResponse:
    """The same answer for every link that is not ours or not any more, whatever is wrong with it."""
    ours = list(Organisation.objects.order_by("id")[:2])
    return render(request, "portal/nobody.html", {"alone": ours[0] if len(ours) == 1 else None}, status=404)


def to(request: HttpRequest, name: str, *args: object) -> HttpResponse:
    """A redirection that keeps the language of the page."""
    return redirect(reverse(f"portal:{name}", args=args) + spoken(request))


def spoken(request: HttpRequest) -> str:
    """What an address carries so that the next page speaks as this one: the language she chose, or hers."""
    language = translation.get_language() or "fr"
    return f"?lang={language}" if request.GET.get("lang") in LANGUAGES or language != "fr" else ""
