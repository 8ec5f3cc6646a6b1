"""Lessons, the questions before a first campaign or call, and the register of who answered them."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aval.accounts import lessons as room
from aval.accounts.models import Training
from aval.accounts.permissions import Action, may
from aval.accounts.training import held
from aval.desk.forms.training import QuestionsForm
from aval.desk.paging import cut
from aval.law.rulebook import RULES


def lessons(request: HttpRequest) -> HttpResponse:
    """The ten, what this member has passed, and, for who answers for it, the register."""
    holds = held(request.user, localdate())
    register = Training.objects.of(request.organisation).select_related("member")
    page = {
        "lessons": room.lessons(get_language() or "fr"),
        "subjects": [(code, label, holds.get(code)) for code, label in Training.Subject.choices],
        "slice": cut(register, ("-id",), request.GET.get("after", ""))
        if may(request.user, Action.READ_REGISTER)
        else None,
    }
    return render(request, "desk/lessons.html", page)


def lesson(request: HttpRequest, code: str) -> HttpResponse:
    """One lesson, with the rules it draws on."""
    language = get_language() or "fr"
    try:
        told = room.lesson(code, language)
    except KeyError:
        raise Http404 from None
    rules = [(RULES[rule].rule.title.say(language), RULES[rule].rule.article.say(language)) for rule in told.rules]
    return render(request, "desk/lesson.html", {"lesson": told, "rules": rules})


def ask(subject: str, back: str) -> HttpResponse:
    """Send a member to the questions of a subject; once they are answered she is sent back."""
    return redirect(f"{reverse('desk:questions', args=[subject])}?{urlencode({'next': back})}")


def questions(request: HttpRequest, subject: str) -> HttpResponse:
    """The questions of a subject; answered, either done for a year or which lessons to read again."""
    if subject not in room.SUBJECTS:
        raise Http404
    given = request.POST if request.method == "POST" else None
    form = QuestionsForm(given, member=request.user, subject=subject, language=get_language() or "fr", label_suffix="")
    page = {"form": form, "subject": dict(Training.Subject.choices)[subject], "wrong": []}
    if form.is_valid():
        done, page["wrong"] = form.mark(at=timezone.now())
        if not done.wrong:
            messages.success(request, _("Tout est juste. C’est inscrit au registre des formations, pour un an."))
            back = request.GET.get("next", "")
            known = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
            return redirect(back if known else "desk:lessons")
    return render(request, "desk/questions.html", page)
