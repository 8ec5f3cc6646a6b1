"""Calling: the lists, whose turn it is, and one screen for one call."""

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aval.accounts.permissions import Action
from aval.accounts.training import Untrained
from aval.calls.calling import keep_draft, next_call, open_call_of, progress
from aval.calls.closing import Closed, record_objection, release_call, script_for
from aval.calls.models import Call, Callee, CallList
from aval.clearance.wording import say
from aval.desk.access import mine, needs
from aval.desk.forms.calls import CallForm, CallListForm
from aval.desk.paging import cut
from aval.desk.views.lessons import ask
from aval.post.models import Single
from aval.post.unasked import write_each
from aval.prospects.links import link_token
from aval.prospects.models import Provenance

RELATED = ("callee__call_list__offer__brand__organisation", "callee__call_list__source", "callee__contact_point",
           "person__company", "person__organisation", "clearance", "member")  # fmt: skip


def calls(request: HttpRequest) -> HttpResponse:
    """Every list to call, newest first, and the call left open."""
    rows = CallList.objects.of(request.organisation).select_related("offer", "source")
    waiting = Count("callees", filter=Q(callees__state=Callee.State.WAITING))
    page = {
        "slice": cut(rows.annotate(waiting=waiting), ("-id",), request.GET.get("after", "")),
        "current": open_call_of(request.user),
    }
    return render(request, "desk/calls.html", page)


@needs(Action.CALL)
def call_list_new(request: HttpRequest) -> HttpResponse:
    """Whom to call, about what; the answer is the list, without those the law refuses."""
    form = CallListForm(request.POST or None, organisation=request.organisation, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        made = form.make(by=request.user, at=timezone.now())
        if made:
            return redirect("desk:call_list", made.code)
    return render(request, "desk/call_list_new.html", {"form": form})


def call_list(request: HttpRequest, code: str) -> HttpResponse:
    """Where the list is, the calls made, who left it and why."""
    found = mine(request, CallList, "offer__brand", "source", "screening", code=code)
    made = Call.objects.of(request.organisation).filter(callee__call_list=found).select_related("person", "member")
    refused = Callee.objects.of(request.organisation).filter(call_list=found, state=Callee.State.REFUSED)
    page = {
        "call_list": found,
        "progress": progress(found),
        "slice": cut(made, ("-id",), request.GET.get("after", "")),
        "refused": refused.select_related("person")[:50],
        "current": open_call_of(request.user),
        "results": made.exclude(outcome="").values("outcome").annotate(calls=Count("id")).order_by("-calls"),
        "outcomes": dict(Call.Outcome.choices),
    }
    return render(request, "desk/call_list.html", page)


@needs(Action.CALL)
@require_POST
def call_next(request: HttpRequest, code: str) -> HttpResponse:
    """Open the next call, or say when there is one."""
    found = mine(request, CallList, "offer__brand__organisation", "source", code=code)
    try:
        turn = next_call(found, request.user, at=timezone.now())
    except Untrained as untrained:
        messages.warning(request, _("Avant le premier appel, quelques questions sur ce qu’on peut dire et quand."))
        return ask(untrained.subject, reverse("desk:call_list", args=[code]))
    for callee in turn.refused:
        labels = ", ".join(say(finding, get_language() or "fr").label for finding in callee.refused_for)
        messages.info(request, _("Une personne a quitté la liste : %(why)s.") % {"why": labels})
    if turn.call:
        return redirect("desk:call", turn.call.pk)
    if found.source.suspended_at:
        why = {"why": found.source.suspended_why}
        messages.error(request, _("La liste est suspendue, personne n’est appelé : %(why)s") % why)
    elif turn.again_at:
        when = timezone.localtime(turn.again_at).strftime("%d/%m %H:%M")
        messages.warning(
            request, _("Personne ne peut être appelé maintenant. Prochaine ouverture : %(when)s.") % {"when": when}
        )
    else:
        messages.success(request, _("La liste est finie : il n’y a plus personne à appeler."))
    return redirect("desk:call_list", found.code)


@needs(Action.CALL)
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """One call on one screen; sent back, it closes the call and opens the next."""
    found = mine(request, Call, *RELATED, pk=pk)
    if found.closed_at is None and found.member_id != request.user.pk:
        messages.error(request, _("Cet appel est celui d’une autre personne."))
        return redirect("desk:call_list", found.callee.call_list.code)
    script = script_for(found)
    form = CallForm(request.POST or None, script=script, initial={"said": found.said, "note": found.note})
    if request.method == "POST" and found.closed_at is None and form.is_valid():
        closed = form.close(found, by=request.user, at=timezone.now(), language=get_language() or "fr")
        if closed:
            _tell(request, closed)
            return redirect("desk:call_list", found.callee.call_list.code)
    provenances = Provenance.objects.of(request.organisation).filter(person=found.person).select_related("source")
    page = {
        "call": found,
        "script": script,
        "form": form,
        "provenances": provenances.order_by("received_at"),
        "basis": say(found.clearance.basis, get_language() or "fr") if found.clearance.basis else None,
        "obligations": [say(code, get_language() or "fr") for code in found.clearance.obligations],
        "earlier": Call.objects.of(request.organisation).filter(person=found.person, pk__lt=pk).order_by("-id")[:5],
    }
    return render(request, "desk/call.html", page)


def _tell(request: HttpRequest, closed: Closed) -> None:
    if closed.notice_due:
        _tell_alone(request, closed)
    if closed.receipt:
        messages.success(request, _("C’est noté : cette personne ne sera plus appelée. La preuve est au journal."))
    else:
        messages.success(request, _("L’appel est noté."))


def _tell_alone(request: HttpRequest, closed: Closed) -> None:
    """The notice leaves the same day, by e-mail; without an address, the link of her page is given to be handed to her."""
    person, point = closed.call.person, closed.call.callee.contact_point_id
    asked = write_each(request.organisation, [person.pk], Single.Kind.NOTICE_ONLY, at=timezone.now(), by=request.user)
    if asked.written or asked.before:
        messages.success(request, _("Son information (art. 14) part aujourd’hui par courriel."))
    elif asked.refused:
        messages.info(request, _("Son information ne part pas : la loi arrête ce message. Sa fiche dit pourquoi."))
    else:
        link = f"{settings.AVAL_URL.rstrip('/')}/d/{link_token(request.organisation.pk, point)}/information"
        said = _(
            "Cette personne n’a pas d’adresse connue : donnez-lui aujourd’hui le lien de sa page (art. 14), %(link)s"
        )
        messages.warning(request, said % {"link": link})


@needs(Action.CALL)
@require_POST
def call_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is ticked and written while the call lasts."""
    found = mine(request, Call, pk=pk, member=request.user)
    said = [code for code in request.POST.getlist("said") if code.isidentifier()]
    keep_draft(found, said=said, note=request.POST.get("note", "")[:2000])
    return HttpResponse(status=204)


@needs(Action.RECORD_OBJECTION)
@require_POST
def call_objection(request: HttpRequest, pk: int) -> HttpResponse:
    """She says stop while she is on the line: written at once, before the call is closed."""
    found = mine(request, Call, "person__organisation", "callee", pk=pk)
    record_objection(found, every_channel=True, by=request.user, at=timezone.now())
    messages.success(request, _("Son opposition est enregistrée. Vous pouvez le lui dire."))
    return redirect("desk:call", found.pk)


@needs(Action.FREE_LINE)
@require_POST
def call_release(request: HttpRequest, pk: int) -> HttpResponse:
    """Free the line of a caller who is gone."""
    found = mine(request, Call, "callee__call_list", pk=pk)
    release_call(found, by=request.user, at=timezone.now())
    return redirect("desk:call_list", found.callee.call_list.code)
