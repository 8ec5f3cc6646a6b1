"""Requests of people: the list by due date, one case on one screen, and what may be done for it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aval.accounts.permissions import Action
from aval.desk.access import mine, needs
from aval.desk.asked import Asked, days_left, due, found, page_of
from aval.desk.exporting import as_csv
from aval.desk.forms.cases import AmendForm, CaseForm
from aval.desk.naming import name_person
from aval.post.answers import about
from aval.post.models import Single
from aval.prospects.amending import NotAmendable
from aval.prospects.models import Person
from aval.prospects.objecting import NotObjectable, object_to
from aval.rights.cases import NotForThisCase, add_step, assign, confirm_identity, note
from aval.rights.complaints import LATELY, complaints
from aval.rights.erasing import forget
from aval.rights.models import Case, CaseStep, Right
from aval.rights.origins import vague_sources
from aval.rights.rectifying import rectify
from aval.rights.restricting import restrict
from aval.rights.wording import say_refusal


def asked_by(request: HttpRequest) -> Asked:
    """What the query string asks for."""
    state = request.GET.get("state", "open")
    return Asked(
        request.GET.get("q", "").strip(),
        request.GET.get("right", ""),
        state if state in {"open", "closed", "all"} else "open",
    )


def cases(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, the first due first."""
    asked, now = asked_by(request), timezone.now()
    page = {
        "slice": page_of(request.organisation, asked, request.GET.get("after", ""), now),
        "asked": asked,
        "due": due(request.organisation, now),
        "rights": Right.choices,
    }
    return render(request, "desk/cases.html", page)


@needs(Action.EXPORT)
def cases_export(request: HttpRequest) -> HttpResponse:
    """The register of requests, one line each."""
    head = ("case", "right", "door", "received_at", "due_on", "answered_at", "kind", "way", "owner")
    rows = found(request.organisation, asked_by(request)).order_by("pk").iterator(chunk_size=1000)
    lines = (
        (
            str(row.pk), row.right, row.door, row.received_at.isoformat(), row.due_on.isoformat() if row.due_on else "",
            row.answer.sent_at.isoformat() if row.answer else "", row.answer.kind if row.answer else "",
            row.answer.way if row.answer else "", row.owner.email if row.owner else "",
        )
        for row in rows
    )  # fmt: skip
    answer = StreamingHttpResponse(as_csv([head, *lines]), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="demandes.csv"'
    return answer


@needs(Action.OPEN_CASE)
def case_new(request: HttpRequest) -> HttpResponse:
    """Somebody asked something of one of us: a month runs."""
    now = timezone.now()
    start = {"received_at": timezone.localtime(now), **request.GET.dict()}
    form = CaseForm(request.POST or None, organisation=request.organisation, initial=start)
    if request.method == "POST" and form.is_valid() and (opened := form.open(at=now, by=request.user)):
        messages.success(
            request,
            _("C’est enregistré. La réponse est due avant le %(day)s.") % {"day": opened.due_on.strftime("%d/%m/%Y")}
            if opened.due_on
            else _("C’est enregistré."),
        )
        return redirect("desk:case", opened.pk)
    return render(request, "desk/case_new.html", {"form": form})


def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One request, whole: what to do next, what was said, what happened."""
    asked = mine(request, Case, "person__company", "owner", "answer", "source", "against", pk=pk)
    now = timezone.now()
    steps = list(asked.steps.select_related("by", "owner", "answer").order_by("pk"))
    answers = list(asked.answers.order_by("pk"))
    singles = Single.objects.of(request.organisation).filter(about__in=[about(one) for one in answers])
    leaving = {single.about: single for single in singles.select_related("attempt")}
    page = {
        "case": asked,
        "days": days_left(asked, now),
        "name": name_person(asked.person) if asked.person else asked.contact,
        "steps": steps,
        "done": {step.act for step in steps},
        "leaving": [(one, leaving.get(about(one))) for one in answers if one.sent_at is None],
        "vague": vague_sources(asked),
        "members": request.organisation.members.filter(is_active=True).order_by("email"),
        "amend": AmendForm.of(asked.person) if asked.person and asked.right == Right.RECTIFICATION else None,
        "complained": _complained(asked, now) if asked.right == Right.COMPLAINT else None,
        "doubted": asked.due_on is None and asked.answer_id is None,
    }
    return render(request, "desk/case.html", page)


def _complained(asked: Case, now: object) -> int:
    counts = complaints(asked.organisation, since=now - LATELY)
    return counts.sources.get(asked.source_id, 0)


@needs(Action.ANSWER_CASE)
@require_POST
def case_act(request: HttpRequest, pk: int) -> HttpResponse:
    """One thing done for a case: the button pressed says which."""
    asked = mine(request, Case, "person__organisation", "organisation", pk=pk)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        messages.error(request, _("Il n’y a rien de tel à faire."))
        return redirect("desk:case", pk)
    try:
        messages.success(request, act(request, asked))
    except NotForThisCase as why:
        messages.error(request, say_refusal(why.code))
    except NotAmendable as why:
        messages.error(request, _("Ce champ ne peut pas être gardé ainsi : %(field)s.") % {"field": why.field})
    except NotObjectable:
        messages.error(request, _("Ce n’est ni une adresse, ni un numéro que l’on puisse lire."))
    return redirect("desk:case", pk)


def _note(request: HttpRequest, asked: Case) -> str:
    note(asked, request.POST.get("text", ""), at=timezone.now(), by=request.user)
    return _("Noté. Elle le lira si elle demande ses données.")


def _assign(request: HttpRequest, asked: Case) -> str:
    owner = get_object_or_404(request.organisation.members, pk=request.POST.get("owner") or 0)
    assign(asked, owner, at=timezone.now(), by=request.user)
    return _("C’est confié.")


def _identified(request: HttpRequest, asked: Case) -> str:
    confirm_identity(asked, request.POST.get("text", ""), at=timezone.now(), by=request.user)
    return _("Le délai reprend.")


def _restrict(request: HttpRequest, asked: Case) -> str:
    restrict(asked, at=timezone.now(), by=request.user)
    return _("Ses données ne servent plus à rien. Dites-le-lui.")


def _object(request: HttpRequest, asked: Case) -> str:
    now = timezone.now()
    who: Person | str = asked.person or asked.contact
    object_to(request.organisation, who, origin="spoken", heard_at=asked.received_at, at=now, by=request.user)
    add_step(asked, CaseStep.Kind.DONE, at=now, by=request.user, act="objected")
    return _("L’opposition vaut depuis cet instant. Dites-le-lui.")


def _erase(request: HttpRequest, asked: Case) -> str:
    if asked.person is None:
        raise NotForThisCase("nobody")
    now = timezone.now()
    forget(asked.person, at=now, by=request.user)
    asked.refresh_from_db()
    add_step(asked, CaseStep.Kind.DONE, at=now, by=request.user, act="erased")
    return _("Effacée partout. Répondez-lui : sans réponse, la demande reste ouverte.")


def _rectify(request: HttpRequest, asked: Case) -> str:
    form = AmendForm(request.POST)
    form.is_valid()
    changed = rectify(asked, form.cleaned_data, at=timezone.now(), by=request.user)
    return _("C’est corrigé. Dites-le-lui.") if changed else _("Rien n’a changé.")


ACTS: dict[str, Callable[[HttpRequest, Case], str]] = {
    "note": _note,
    "assign": _assign,
    "identified": _identified,
    "restrict": _restrict,
    "object": _object,
    "erase": _erase,
    "rectify": _rectify,
}
