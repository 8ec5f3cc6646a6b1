"""Sites followed with consent, and scores one can read: who is warm, why, and why somebody has none."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aval.accounts.permissions import Action
from aval.collection.following import agreed_by, behaviour_of, close_site, wording_of
from aval.collection.models import Score, Site
from aval.collection.scoring import factors, keep_score
from aval.desk.access import mine, needs
from aval.desk.forms.following import SiteForm
from aval.desk.naming import name_person
from aval.desk.paging import cut
from aval.prospects.models import Person

NONE = {
    "untold": gettext_lazy(
        "Aucun score : rien ne lui a dit qu’il y en aurait un. Il faut un formulaire dont la notice l’annonce."
    ),
    "objected": gettext_lazy(
        "Aucun score : elle a dit stop, et le profilage s’arrête avec la prospection (article 21 du RGPD)."
    ),
    "quiet": gettext_lazy("Aucun score : rien de ce qui compte n’est arrivé depuis assez peu de temps."),
}


def sites(request: HttpRequest) -> HttpResponse:
    """Every site, the line to paste, and the warmest people."""
    rows = Site.objects.of(request.organisation).select_related("brand", "organisation").order_by("-id")
    scores = Score.objects.of(request.organisation).select_related("person__company")
    language = "en" if (get_language() or "fr").startswith("en") else "fr"
    page = {
        "rows": [(one, wording_of(one), f"{settings.AVAL_URL.rstrip('/')}/s/{one.code}.js") for one in rows],
        "slice": cut(scores, ("-points", "-id"), request.GET.get("after", "")),
        "factors": [(one[language], one["points"], one["most"], one["days"]) for one in factors().values()],
    }
    return render(request, "desk/sites.html", page)


@needs(Action.BUILD_FORM)
def site_new(request: HttpRequest) -> HttpResponse:
    """One more site."""
    form = SiteForm(request.POST or None, organisation=request.organisation)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.declare(request.organisation, at=timezone.now(), by=request.user)
    ):
        messages.success(
            request, _("Le site est déclaré. Collez la ligne dans ses pages : rien n’est suivi avant un oui.")
        )
        return redirect("desk:sites")
    return render(request, "desk/site_form.html", {"form": form})


@needs(Action.BUILD_FORM)
@require_POST
def site_close(request: HttpRequest, code: str) -> HttpResponse:
    """Its script does nothing any more."""
    close_site(mine(request, Site, code=code), at=timezone.now(), by=request.user)
    messages.success(request, _("Le script ne fait plus rien."))
    return redirect("desk:sites")


def person_score(request: HttpRequest, pk: int) -> HttpResponse:
    """What her score is made of, counted now; what she agreed we may know; why there is none."""
    person = mine(request, Person, "company", pk=pk, quarantined=False)
    counted = keep_score(person, timezone.now())
    language = get_language() or "fr"
    agreed = agreed_by(person)
    doings = [
        one
        for one in behaviour_of(Person.objects.of(request.organisation).filter(pk=pk)).order_by("-at")[:200]
        if one.kind in agreed
    ]
    page = {
        "person": person,
        "name": name_person(person),
        "counted": counted,
        "none": NONE[counted.none] if counted.none else "",
        "factors": [(one.say(language), one, factors()[one.code]) for one in counted.factors],
        "doings": doings,
    }
    return render(request, "desk/person_score.html", page)
