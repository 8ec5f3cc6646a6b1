"""The way in: first set-up, language, and what to do today."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aval.accounts.models import Organisation
from aval.accounts.permissions import Action, may
from aval.campaigns.models import Campaign, Offer
from aval.desk.asked import due
from aval.desk.forms.setup import SetupForm
from aval.desk.inbox import late_work
from aval.desk.middleware import open_to_all
from aval.law.parameters import stale_on
from aval.post.models import Attempt
from aval.prospects.models import Person, Source


@open_to_all
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak French or English to this reader, and remember it for a member."""
    chosen = request.POST.get("language", "")
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    answer = redirect(back)
    if chosen in dict(settings.LANGUAGES):
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 86400, samesite="Lax", httponly=True)
        if request.user.is_authenticated:
            request.user.language = chosen
            request.user.save(update_fields=["language"])
    return answer


@open_to_all
def setup(request: HttpRequest) -> HttpResponse:
    """First run: the organisation, its brand and its first administrator, on one page. Shut for ever afterwards."""
    if Organisation.objects.exists():
        return redirect("desk:home")
    form = SetupForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and form.set_up(at=timezone.now()):
        messages.success(request, _("C’est prêt. Connectez-vous avec le compte que vous venez de créer."))
        return redirect("account_login")
    return render(request, "desk/setup.html", {"form": form})


def home(request: HttpRequest) -> HttpResponse:
    """Where things stand, and the next step."""
    ours = request.organisation
    steps = {
        "source": Source.objects.of(ours).exists(),
        "people": Person.objects.of(ours).filter(quarantined=False).exists(),
        "offer": Offer.objects.of(ours).exists(),
        "campaign": Campaign.objects.of(ours).exists(),
        "sent": Attempt.objects.of(ours).filter(state=Attempt.State.SENT).exists(),
    }
    campaigns = Campaign.objects.of(ours).select_related("offer", "source").order_by("-id")[:5]
    uncertain = Attempt.objects.of(ours).filter(state=Attempt.State.UNCERTAIN)[:100].count()
    stale = len(stale_on(timezone.localdate())) if may(request.user, Action.SET_POLICY) else 0
    page = {"steps": steps, "campaigns": campaigns, "uncertain": uncertain, "stale": stale}
    page["late"] = late_work(ours, timezone.now())
    page["cases"] = due(ours, timezone.now())
    return render(request, "desk/home.html", page)
