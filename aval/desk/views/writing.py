"""People written down one by one: a card, a badge, a call they made, a referral; and paper forms typed in."""

from datetime import datetime, time

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aval.accounts.permissions import Action
from aval.collection.by_hand import Written, write_down
from aval.collection.models import Form, FormVersion
from aval.collection.picturing import refilled
from aval.collection.receiving import Unacceptable, receive
from aval.collection.settling import settle_one
from aval.desk.access import mine, needs
from aval.desk.forms.refusals import blame
from aval.desk.forms.writing import PaperForm, WriteDownForm
from aval.prospects.models import Consent, Source
from aval.prospects.refusals import explain


@needs(Action.IMPORT)
def person_new(request: HttpRequest) -> HttpResponse:
    """Write one person down, and say when she must be told."""
    form = WriteDownForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            done = write_down(
                request.organisation, given["door"], form.person, given_on=given["given_on"], told=given["told"],
                referrer=given["referrer"], by=request.user, at=timezone.now(),
            )  # fmt: skip
        except ValidationError as why:
            _blame(form, why)
        else:
            if done.notice_due_on is None:
                messages.success(request, _("C’est noté. Elle a été informée sur le moment."))
            else:
                messages.success(request, _said(done))
            return redirect("desk:person", done.person)
    return render(request, "desk/person_new.html", {"form": form})


def _said(done: Written) -> str:
    """What is left to do: she is on the list of who is still to be told."""
    if done.source.collection_mode == Source.Mode.DIRECT:
        return _("C’est noté. Elle n’a pas été informée : faites-le dès maintenant, elle est dans « À informer ».")
    said = _(
        "C’est noté. Informez-la avant le %(day)s, de quoi et par qui : elle est dans « À informer », la première lettre le fera."
    )
    return said % {"day": done.notice_due_on.strftime("%d/%m/%Y") if done.notice_due_on else ""}


def _blame(form: WriteDownForm, why: ValidationError) -> None:
    """Refusals of the mill are codes: said in words."""
    if "" in getattr(why, "message_dict", {}):
        language = "en" if (get_language() or "fr").startswith("en") else "fr"
        form.add_error("email", explain(why.message_dict[""][0], language))
    else:
        blame(form, why)


@needs(Action.IMPORT)
def form_type(request: HttpRequest, code: str) -> HttpResponse:
    """A paper form typed in: the same version, the same boxes, the day she filled it."""
    found = mine(request, Form, code=code)
    version = (
        FormVersion.objects.of(request.organisation)
        .filter(form=found)
        .select_related("form")
        .order_by("-number")
        .first()
    )
    if version is None:
        return redirect("desk:form", code)
    paper = PaperForm(request.POST or None)
    errors: list[str] = []
    if request.method == "POST" and paper.is_valid():
        given = {name: value for name, value in request.POST.items() if isinstance(value, str)}
        acted_at = timezone.make_aware(datetime.combine(paper.cleaned_data["acted_on"], time(12)))
        try:
            one = receive(
                version, given, door=Consent.Door.PAPER, at=timezone.now(), acted_at=min(acted_at, timezone.now()),
                circumstances={"paper": paper.cleaned_data["kept_as"]}, by=request.user,
            )  # fmt: skip
        except Unacceptable as why:
            errors = [wrong.said for wrong in why.wrongs]
        else:
            settle_one(one, timezone.now())
            messages.success(request, _("Le formulaire papier est saisi, cases comprises."))
            return redirect("desk:form", code)
    typed = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    picture = mark_safe(refilled(version.picture, typed, errors))  # noqa: S308  our own frozen HTML, values escaped
    return render(
        request, "desk/form_type.html", {"form": found, "version": version, "paper": paper, "picture": picture}
    )
