"""Where providers tell what became of what they carried: the address is one secret, their signature another."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from aval.post.returns.hooks import Unsigned, find_hook, hear
from aval.post.texts.hearing import NotHeard, find_text_server, hear_text


@csrf_exempt
@require_http_methods(["POST", "HEAD"])
def told(request: HttpRequest, token: str) -> HttpResponse:
    """200 once everything is kept and has had its effect; anything else is told again."""
    hook = find_hook(token)
    if hook is None:
        return HttpResponse(status=404)
    if request.method == "HEAD":
        return HttpResponse()
    try:
        hear(hook, request, timezone.now())
    except Unsigned:
        return HttpResponse(status=403)
    return HttpResponse()


@csrf_exempt
@require_http_methods(["POST", "GET", "HEAD"])
def texted(request: HttpRequest, token: str) -> HttpResponse:
    """A text that came back, as a gateway tells it; the words it waits for say that it is kept and acted upon."""
    server = find_text_server(token)
    if server is None:
        return HttpResponse(status=404)
    if request.method != "HEAD":
        told = request.POST if request.method == "POST" else request.GET
        try:
            hear_text(server, told.dict(), timezone.now())
        except NotHeard:
            return HttpResponse(status=400)
    return HttpResponse("ACK/Jasmin", content_type="text/plain")
