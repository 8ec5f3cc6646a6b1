"""Answering a case: the words read before they leave, and the file of everything held."""

from csp.decorators import csp_replace
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from aval.accounts.permissions import Action
from aval.desk.access import mine, needs
from aval.desk.forms.cases import AnswerForm
from aval.post.answers import send_answer
from aval.post.single import NotWritable
from aval.rights.access import AccessFile, read_access
from aval.rights.access.machine import access_csv, access_json, is_portable
from aval.rights.access.page import access_html, style_hash
from aval.rights.access.paper import access_pdf
from aval.rights.answering import check, record_sent, write_answer
from aval.rights.cases import NotForThisCase
from aval.rights.composing import compose_answer, spoken
from aval.rights.models import Answer, Case, Right
from aval.rights.wording import say_refusal

REASONED = {Answer.Kind.REFUSED, Answer.Kind.EXTENDED, Answer.Kind.IDENTITY, Answer.Kind.LIFTED}
FORMS = {
    "html": ("text/html; charset=utf-8", access_html),
    "pdf": ("application/pdf", access_pdf),
    "json": ("application/json; charset=utf-8", access_json),
    "zip": ("application/zip", access_csv),
}


@needs(Action.ANSWER_CASE)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer composed, read and mended by a member, then sent or recorded as sent."""
    case = mine(request, Case, "person", "organisation", pk=pk)
    given = request.POST if request.method == "POST" else request.GET
    kind, reasons = given.get("kind", Answer.Kind.DONE), given.get("reasons", "")
    language = given.get("language") if given.get("language") in {"fr", "en"} else spoken(case)
    if kind not in Answer.Kind.values:
        raise Http404
    now = timezone.now()
    asks_reasons = kind in REASONED
    page = {
        "case": case,
        "kind": Answer.Kind(kind),
        "reasons": reasons,
        "language": language,
        "asks_reasons": asks_reasons,
    }
    try:
        if not asks_reasons or reasons:
            check(case, kind, reasons, now)
        if request.method == "POST":
            form = AnswerForm(request.POST, organisation=request.organisation)
            if form.is_valid() and _leave(request, case, form.cleaned_data, kind, language, reasons):
                return redirect("desk:case", pk)
        else:
            told = compose_answer(case, kind, at=now, language=language, reasons=reasons)
            start = {"to": told.to, "subject": told.subject, "text": told.text}
            start["way"] = Answer.Way.EMAIL if "@" in told.to else Answer.Way.LETTER
            form = AnswerForm(initial=start, organisation=request.organisation)
    except NotForThisCase as why:
        messages.error(request, say_refusal(why.code))
        return redirect("desk:case", pk)
    return render(request, "desk/case_answer.html", page | {"form": form})


def _leave(request: HttpRequest, case: Case, told: dict, kind: str, language: str, reasons: str) -> bool:
    """Whether it leaves, or has left; else why not is said above the form."""
    now, by = timezone.now(), request.user
    if told["way"] != Answer.Way.EMAIL and not told["proof"].strip():
        messages.error(request, say_refusal("proof"))
        return False
    written = write_answer(
        case,
        kind,
        subject=told["subject"],
        text=told["text"],
        to=told["to"],
        language=language,
        reasons=reasons,
        at=now,
        by=by,
    )
    if told["way"] != Answer.Way.EMAIL:
        record_sent(written, way=told["way"], proof=told["proof"], at=now, by=by)
        messages.success(request, _("La réponse est gardée, avec sa preuve."))
        return True
    try:
        single = send_answer(written, brand=told["brand"], at=now, by=by)
    except NotWritable:
        written.delete()
        messages.error(request, say_refusal("unwritable"))
        return False
    if single.state == "refused":
        messages.error(
            request, _("La loi arrête ce message : il contient sans doute une offre ou un lien de suivi. Retirez-les.")
        )
        return True
    messages.success(request, _("La réponse part dans un instant ; la demande se clora quand elle sera partie."))
    return True


def _read(request: HttpRequest, pk: int) -> AccessFile:
    case = mine(request, Case, "person__organisation", pk=pk)
    if case.person is None:
        raise Http404
    return read_access(case.person, at=timezone.now(), language=request.GET.get("language", ""))


@needs(Action.ANSWER_CASE)
@csp_replace({"default-src": ["'none'"], "style-src": [f"'{style_hash()}'"]})
def access_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as she will read it, on screen; the policy lets its own stylesheet dress it and nothing else."""
    return HttpResponse(access_html(_read(request, pk)))


@needs(Action.ANSWER_CASE)
def access_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The file to hand over: html, pdf, json, or a zip of csv; what she gave alone when portability is asked."""
    if form not in FORMS:
        raise Http404
    case = mine(request, Case, pk=pk)
    file = _read(request, pk)
    if file.vague:
        messages.error(request, say_refusal("vague-source"))
        return redirect("desk:case", pk)
    kind, write = FORMS[form]
    portable = case.right == Right.PORTABILITY and is_portable(file) and form in {"json", "zip"}
    told = HttpResponse(write(file, portable=True) if portable else write(file), content_type=kind)
    told["Content-Disposition"] = f'attachment; filename="donnees-{pk}.{form}"'
    return told
