"""Where providers tell what became of what they carried: the address is one secret, their signature another."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from aval.post.returns.hooks import Unsigned, find_hook, hear


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
