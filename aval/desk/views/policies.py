"""The choices the law leaves to the organisation: what holds, since when, what it rests on; changed by who answers for it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aval.accounts.permissions import Action
from aval.clearance.choosing import ALLOWED, Choice, choices
from aval.desk.access import needs
from aval.desk.forms.policies import PolicyForm
from aval.desk.views.screenings import MARKS
from aval.law.parameters import CHECKED_FOR, all_parameters, stale_on
from aval.law.readings.page import shown


def policies(request: HttpRequest) -> HttpResponse:
    """Every choice, its words, its articles, its history."""
    today, language = timezone.localdate(), get_language() or "fr"
    page = {
        "rows": [(one, _texts(one)) for one in _choices(request)],
        "stale": [
            (one, one.fr if language == "fr" else one.en, shown(one.on(today), language)) for one in stale_on(today)
        ],
        "values": len(all_parameters()),
        "next": min(CHECKED_FOR.after(one.last_checked) for one in all_parameters().values()),
    }
    return render(request, "desk/policies.html", page)


@needs(Action.SET_POLICY)
def policy(request: HttpRequest, code: str) -> HttpResponse:
    """Change one, from a day on."""
    if code not in ALLOWED:
        raise Http404
    at = timezone.now()
    choice = next(one for one in _choices(request) if one.code == code)
    form = PolicyForm(request.POST or None, choice=choice, today=timezone.localdate(at))
    if request.method == "POST" and form.is_valid() and form.choose(request.organisation, by=request.user, at=at):
        messages.success(request, _("Le choix est enregistré et gardé au journal."))
        return redirect("desk:policies")
    return render(request, "desk/policy.html", {"form": form, "choice": choice, "texts": _texts(choice)})


def _choices(request: HttpRequest) -> list[Choice]:
    return choices(request.organisation, timezone.localdate(), get_language())


def _texts(choice: Choice) -> list[tuple[str, str]]:
    """The article each rule that asks it rests on, and how sure its source is."""
    language = get_language()
    return [(rule.article.say(language), MARKS[rule.mark]) for rule in choice.rules]
