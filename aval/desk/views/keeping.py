"""Keeping no longer than allowed: what will go, what went, who is still to be told, who asked to be forgotten."""

from dataclasses import asdict
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aval.accounts.chores import LABELS, again
from aval.accounts.models import Chore
from aval.accounts.permissions import Action
from aval.clearance.choosing import choices
from aval.clearance.wording import say
from aval.desk.access import mine, needs
from aval.desk.forms.keeping import RecipientForm, ToldForm
from aval.desk.naming import name_person
from aval.post.month_end import tell_alone
from aval.prospects.holdings import OnErasure, holdings, lifetimes
from aval.prospects.models import Objection, Person, Source
from aval.rights import informing, relaying
from aval.rights.erasing import forget
from aval.rights.models import Notice, Purge, Recipient, Telling
from aval.rights.retention import preview, stop


def keeping(request: HttpRequest) -> HttpResponse:
    """What the law no longer lets us hold, the last purges, the daily round, how long each thing is kept, who is to be told."""
    ours, at = request.organisation, timezone.now()
    found = preview(ours, at)
    people = Person.objects.of(ours).in_bulk([pk for pk, _why, _day in found.first])
    page = {
        "found": found,
        "first": [
            (people[pk], name_person(people[pk]), said(why), day) for pk, why, day in found.first if pk in people
        ],
        "waiting": [(count, said(code)) for code, count in found.waiting.items()],
        "running": Purge.objects.of(ours).filter(state=Purge.State.RUNNING).order_by("-pk").first(),
        "purges": Purge.objects.of(ours).select_related("asked_by").order_by("-pk")[:10],
        "round": _round(request),
        "lifetimes": list(lifetimes()),
        "recipients": Recipient.objects.of(ours).order_by("name"),
        "tellings": Telling.objects.of(ours).filter(told_at=None).select_related("recipient").order_by("due_on", "pk"),
        "today": timezone.localdate(at),
        "form": RecipientForm(),
    }
    return render(request, "desk/keeping.html", page)


def said(code: str) -> str:
    """A finding, in words."""
    return say(code, get_language() or "fr").label


def _round(request: HttpRequest) -> list[tuple[str, Chore | None]]:
    """Each line of the daily round, with how it last went."""
    rows = Chore.objects.of(request.organisation).order_by("-day", "-pk")[: 10 * len(LABELS)]
    last: dict[str, Chore] = {}
    for row in rows:
        last.setdefault(row.name, row)
    return [(str(label), last.get(name)) for name, label in LABELS.items()]


@needs(Action.KEEP_IN_TIME)
@require_POST
def keeping_purge(request: HttpRequest) -> HttpResponse:
    """Have today's purge done again, by the next worker that looks; or stop the one under way."""
    ours = request.organisation
    running = Purge.objects.of(ours).filter(state=Purge.State.RUNNING).order_by("-pk").first()
    if "stop" in request.POST and running:
        stop(running)
        messages.info(request, _("La purge s’arrête après le lot en cours. Ce qui est effacé l’est."))
    else:
        again(ours, "purge", timezone.localdate())
        messages.success(request, _("La purge est demandée : un travailleur s’en charge dans la minute."))
    return redirect("desk:keeping")


@needs(Action.KEEP_IN_TIME)
@require_POST
def keeping_recipient(request: HttpRequest) -> HttpResponse:
    """Declare somebody who receives our data."""
    form = RecipientForm(request.POST)
    if (
        form.is_valid()
        and not Recipient.objects.of(request.organisation).filter(name=form.cleaned_data["name"]).exists()
    ):
        relaying.declare_recipient(request.organisation, at=timezone.now(), by=request.user, **form.cleaned_data)
        messages.success(request, _("Il sera prévenu de chaque effacement."))
    else:
        messages.error(request, _("Dites son nom, que nul autre ne porte, sa nature, à qui le dire et depuis quand."))
    return redirect("desk:keeping")


@needs(Action.KEEP_IN_TIME)
@require_POST
def keeping_told(request: HttpRequest, pk: int) -> HttpResponse:
    """The recipient was told: how we know it."""
    telling = mine(request, Telling, pk=pk)
    try:
        relaying.note_told(telling, proof=request.POST.get("proof", ""), at=timezone.now(), by=request.user)
    except ValueError:
        messages.error(request, _("Dites comment il a été prévenu : la preuve est gardée."))
    else:
        messages.success(request, _("C’est noté, et gardé au journal."))
    return redirect("desk:keeping")


def informing_page(request: HttpRequest) -> HttpResponse:
    """To whom the notice is owed, by when, and every text that was said."""
    ours, at = request.organisation, timezone.now()
    rows = informing.owed(ours, at)
    page = {
        "rows": rows,
        "people": sum(one.people for one in rows),
        "late": sum(one.people for one in rows if one.late),
        "notices": Notice.objects.of(ours).select_related("source").order_by("-said_from", "-pk")[:50],
        "choice": next(
            one for one in choices(ours, timezone.localdate(at), get_language()) if one.code == "untold_policy"
        ),
    }
    return render(request, "desk/informing.html", page)


@needs(Action.KEEP_IN_TIME)
@require_POST
def informing_settle(request: HttpRequest, code: str, day: str) -> HttpResponse:
    """They are told alone, were told otherwise, with a proof, or are deleted."""
    source, at = mine(request, Source, "organisation", code=code), timezone.now()
    try:
        collected_on = date.fromisoformat(day)
    except ValueError as wrong:
        raise Http404 from wrong
    if "delete" in request.POST:
        count = informing.delete_untold(source, collected_on, at=at, by=request.user)
        messages.success(request, _("%(count)d fiches effacées.") % {"count": count})
        return redirect("desk:informing")
    if "tell" in request.POST:
        asked = tell_alone(source, collected_on, at=at, by=request.user)
        said = _("%(written)d messages partent. %(refused)d arrêtés par la loi, %(unreachable)d sans adresse.")
        messages.success(request, said % asdict(asked))
        return redirect("desk:informing")
    form = ToldForm(request.POST)
    if form.is_valid():
        how = form.cleaned_data["how"]
        count = informing.note_told(source, collected_on, told_at=at, how=how, at=at, by=request.user)
        messages.success(request, _("%(count)d personnes informées : c’est gardé au journal.") % {"count": count})
    else:
        messages.error(request, _("Dites comment elles ont été informées : la preuve est gardée."))
    return redirect("desk:informing")


@needs(Action.ERASE)
def person_erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what will go, what stays and why; then do it, at once and for good."""
    her = mine(request, Person, "organisation", pk=pk)
    if request.method == "POST":
        done = forget(her, at=timezone.now(), by=request.user)
        messages.success(request, _("Elle est effacée partout, et tenue à l’écart pour toujours."))
        if done.recipients:
            messages.info(request, _("%(count)d destinataires sont à prévenir.") % {"count": done.recipients})
        return redirect("desk:people")
    whom = Person.objects.of(request.organisation).filter(pk=her.pk)
    counted = [(one, one.of(whom).count()) for one in holdings()]
    page = {
        "person": her,
        "name": name_person(her),
        "gone": [(one, count) for one, count in counted if count and one.on_erasure is not OnErasure.KEPT],
        "kept": [
            one for one, count in counted if one.on_erasure is OnErasure.KEPT and (count or one.model is Objection)
        ],
        "recipients": Recipient.objects.of(request.organisation).filter(until=None).order_by("name"),
    }
    return render(request, "desk/person_erase.html", page)
