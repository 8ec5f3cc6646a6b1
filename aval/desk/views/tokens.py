"""Keys for machines: made, shown once, shut."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from aval.accounts.models import Token
from aval.accounts.permissions import Action
from aval.accounts.tokens import revoke_token
from aval.desk.access import needs
from aval.desk.forms.tokens import TokenForm


@never_cache
@needs(Action.INVITE)
def tokens(request: HttpRequest) -> HttpResponse:
    """The keys of the organisation, and one more; its secret is on the page that answers, and nowhere else."""
    ours, now = request.organisation, timezone.now()
    form = TokenForm(request.POST or None, organisation=ours)
    made = form.make(at=now, by=request.user) if request.method == "POST" and form.is_valid() else None
    page = {
        "form": TokenForm(None, organisation=ours) if made else form,
        "secret": made[1] if made else "",
        "tokens": Token.objects.of(ours).select_related("member").order_by("-id"),
        "scopes": dict(Token.Scope.choices),
        "now": now,
    }
    return render(request, "desk/settings_tokens.html", page)


@needs(Action.INVITE)
@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Shut a key for good."""
    if not Token.objects.of(request.organisation).filter(pk=pk).exists():
        raise Http404
    revoke_token(request.organisation, pk, by=request.user, at=timezone.now())
    messages.success(request, _("Cette clé n’ouvre plus rien."))
    return redirect("desk:tokens")
