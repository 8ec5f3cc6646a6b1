"""What leaves otherwise than by e-mail: letters to print and post, private messages to copy, texts."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aval.accounts.models import Brand
from aval.accounts.permissions import Action
from aval.campaigns.models import Task
from aval.campaigns.tasks import tasks_to_do
from aval.clearance.wording import say
from aval.desk.access import mine, needs
from aval.desk.forms.carrying import ReachForm, TextServerForm, WriteForm
from aval.desk.paging import cut
from aval.post.missives import (
    NotSo,
    came_back,
    drop,
    make_ready,
    print_letters,
    read_missive,
    say_code,
    say_posted,
    say_sent,
)  # fmt: skip
from aval.post.models import Missive, Printing, Text, TextServer
from aval.post.printing import print_pdf
from aval.post.texts.gateways import closed
from aval.prospects.models import Person

BY_HAND = (Task.Kind.LETTER, Task.Kind.PRIVATE_MESSAGE)
ROW = ("person__company", "contact_point__person__company", "offer__brand__organisation", "source", "clearance",
       "organisation")  # fmt: skip


def missives(request: HttpRequest) -> HttpResponse:
    """What waits for paper or for a hand, brand by brand; what was printed; everything carried, newest first."""
    ours = request.organisation
    waiting = Missive.objects.of(ours).filter(state=Missive.State.WAITING, channel=Missive.Channel.POST)
    counted = dict(waiting.values_list("offer__brand").annotate(Count("id")).order_by())
    page = {
        "brands": [(brand, counted.get(brand.pk, 0)) for brand in Brand.objects.of(ours).order_by("pk")],
        "slice": cut(
            Missive.objects.of(ours).select_related("person", "offer", "contact_point"),
            ("-id",),
            request.GET.get("after", ""),
        ),
        "printings": Printing.objects.of(ours)
        .select_related("brand")
        .annotate(n=Count("letters"))
        .order_by("-pk")[:10],
        "tasks": tasks_to_do(ours).filter(kind__in=BY_HAND, person__isnull=False).select_related("person")[:20],
    }
    return render(request, "desk/missives.html", page)


@needs(Action.WRITE_LETTER)
def person_write(request: HttpRequest, pk: int) -> HttpResponse:
    """One text, letter or private message to one person; the law answers at once."""
    found = mine(request, Person, "organisation", "company", pk=pk, quarantined=False)
    asked = request.GET.get("task", "")
    task = mine(request, Task, pk=int(asked), person=found) if asked.isdecimal() else None
    form = WriteForm(request.POST or None, person=found, task=task, initial={"offer": request.GET.get("offer", "")})
    if request.method == "POST" and form.is_valid():
        sent = form.send(at=timezone.now(), by=request.user)
        if isinstance(sent, Missive):
            return redirect("desk:missive", sent.pk)
        if sent is not None:
            _tell_text(request, sent)
            return redirect("desk:person", found.pk)
    return render(request, "desk/person_write.html", {"person": found, "form": form, "reach": ReachForm()})


@needs(Action.CORRECT)
@require_POST
def person_reach(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a postal address or a page of hers."""
    found = mine(request, Person, "organisation", "company", pk=pk, quarantined=False)
    form = ReachForm(request.POST)
    if form.is_valid() and form.keep(found, at=timezone.now(), by=request.user):
        messages.success(request, _("C’est noté : on peut lui écrire par là, si la loi le permet."))
        return redirect("desk:person_write", found.pk)
    return render(
        request, "desk/person_write.html", {"person": found, "form": WriteForm(person=found), "reach": form}, status=200
    )


def missive(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter or private message: where it is, its words once cleared, what to do next."""
    found = mine(request, Missive, *ROW, "printing", pk=pk)
    language = get_language() or "fr"
    try:
        subject, text = read_missive(found, timezone.now())
    except (NotSo, ValidationError):
        subject, text = found.subject, ""
    page = {
        "missive": found,
        "subject": subject,
        "text": text,
        "code": say_code(found.code),
        "findings": [say(code, language) for code in found.clearance.findings] if found.clearance else [],
        "whys": Missive.Returned.choices,
    }
    return render(request, "desk/missive.html", page)


@needs(Action.WRITE_LETTER)
@require_POST
def missive_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it to be copied, say it left, give it up, or say that it came back."""
    found = mine(request, Missive, *ROW, pk=pk)
    now, by, act = timezone.now(), request.user, request.POST.get("act", "")
    try:
        if act == "ready" and found.channel == Missive.Channel.PRIVATE:
            if not make_ready(found, by=by, at=now):
                messages.error(request, _("La loi dit non, maintenant : rien ne doit partir."))
        elif act == "sent":
            say_sent(found, by=by, at=now)
            messages.success(request, _("C’est noté : elle a été contactée."))
        elif act == "drop":
            drop(found, by=by, at=now)
            messages.success(request, _("Abandonné : rien ne lui a été écrit."))
        elif act == "returned":
            came_back(found, why=request.POST.get("why", ""), by=by, at=now)
            messages.success(request, _("Le retour est noté ; une adresse qui n’est plus la sienne ne sert plus."))
        else:
            raise NotSo
    except NotSo:
        messages.error(request, _("Cela ne se fait pas, ou plus, pour cet envoi."))
    return redirect("desk:missive", found.pk)


@needs(Action.WRITE_LETTER)
@require_POST
def letters_print(request: HttpRequest, code: str) -> HttpResponse:
    """Decide again about each letter that waits, and put those the law allows together."""
    brand = mine(request, Brand, "organisation", code=code)
    printing = print_letters(brand, by=request.user, at=timezone.now())
    if printing is None:
        messages.warning(request, _("Rien à imprimer : la loi a tout retenu, ou rien n’attendait."))
        return redirect("desk:missives")
    messages.success(request, _("Les courriers sont prêts : imprimez-les, puis dites qu’ils sont postés."))
    return redirect("desk:missives")


@needs(Action.WRITE_LETTER)
def printing_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The letters of one printing, for paper; those of people gone since are no more in it."""
    printing = mine(request, Printing, pk=pk)
    rows = Missive.objects.of(request.organisation).filter(printing=printing, contact_point__isnull=False)
    ready = list(rows.exclude(state=Missive.State.DROPPED).exclude(text="").select_related(*ROW).order_by("pk"))
    if not ready:
        raise Http404
    answer = HttpResponse(print_pdf(ready, timezone.now()), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="courriers-{printing.pk}.pdf"'
    return answer


@needs(Action.WRITE_LETTER)
@require_POST
def printing_posted(request: HttpRequest, pk: int) -> HttpResponse:
    """They went to the post."""
    printing = mine(request, Printing, pk=pk)
    posted = say_posted(printing, by=request.user, at=timezone.now())
    messages.success(request, _("%(n)s courriers sont notés comme postés.") % {"n": posted})
    return redirect("desk:missives")


@needs(Action.SET_UP)
def sending_texts(request: HttpRequest, code: str) -> HttpResponse:
    """By which gateway a brand's texts leave, and where the gateway tells what comes back."""
    brand = mine(request, Brand, "organisation", code=code)
    server = TextServer.objects.of(request.organisation).filter(brand=brand).select_related("processor").first()
    if request.method == "POST" and "forget" in request.POST and server:
        server.delete()
        messages.success(request, _("Les SMS de la marque vont au bac à sable."))
        return redirect("desk:sending", code)
    fresh = TextServer(organisation=request.organisation, brand=brand)
    form = TextServerForm(request.POST or None, instance=server or fresh)
    if request.method == "POST" and form.is_valid():
        form.keep(brand, at=timezone.now(), by=request.user)
        messages.success(request, _("La passerelle est réglée. Envoyez-lui un SMS : elle doit le rapporter ici."))
        return redirect("desk:sending_texts", code)
    now = timezone.now()
    hook = request.build_absolute_uri(f"/api/sms/{server.token}") if server else ""
    off = closed(brand, timezone.localdate(now), get_language() or "fr")
    return render(
        request, "desk/sending_texts.html", {"brand": brand, "server": server, "form": form, "hook": hook, "off": off}
    )


def _tell_text(request: HttpRequest, sent: Text) -> None:
    if sent.state == "refused":
        findings = sent.attempt.clearance.findings if sent.attempt.clearance else []
        labels = ", ".join(say(code, get_language() or "fr").label for code in findings)
        messages.error(request, _("La loi dit non : %(why)s.") % {"why": labels})
    elif sent.attempt.not_before:
        when = timezone.localtime(sent.attempt.not_before).strftime("%d/%m %H:%M")
        messages.success(request, _("Le SMS attend l’heure permise : %(when)s.") % {"when": when})
    else:
        messages.success(request, _("Le SMS part dans un instant."))
