"""The letter: a member's words, read as real people would, and what the law still wants of them."""

from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aval.accounts.permissions import Action
from aval.campaigns.checking import check_letter
from aval.campaigns.letters.composing import IncompleteSender, show
from aval.campaigns.letters.parties import Recipient
from aval.campaigns.letters.words import FIELDS, BadWords
from aval.campaigns.lint import Report
from aval.campaigns.models import Campaign, LetterTemplate
from aval.campaigns.running import prepare_letter
from aval.campaigns.sequencing import is_letter
from aval.desk.access import mine, needs
from aval.desk.campaigning import Reader, reader_of
from aval.desk.forms.campaigns import LetterForm
from aval.post.connecting import CannotConnect
from aval.post.servers import Unsealable, explain
from aval.post.smtp import Outcome
from aval.post.trying import send_test

LANGUAGES = {"fr": gettext_lazy("en français"), "en": gettext_lazy("en anglais")}


@needs(Action.WRITE_LETTER)
def letter(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """The editor, with the letter beside it as somebody of the list would read it."""
    campaign = _campaign(request, code, language)
    place, version = _which(request, campaign)
    letters = LetterTemplate.objects.of(request.organisation).filter(campaign=campaign, place=place, language=language)
    saved = letters.filter(version=version).first()
    start = {"subject": saved.subject, "body": saved.body} if saved else None
    form = LetterForm(request.POST or None, initial=start)
    if request.method == "POST" and "save" in request.POST and form.is_valid():
        kept = form.keep(campaign, language=language, place=place, version=version, by=request.user, at=timezone.now())
        if kept:
            messages.success(request, _("La lettre est enregistrée."))
            return redirect(_back(request, code, language))
    page = {
        "place": place,
        "version": version,
        "which": _query(request),
        "compared": letters.filter(version="b").exists(),
        "campaign": campaign,
        "language": language,
        "spoken": LANGUAGES[language],
        "saved": saved,
        "form": form,
        "fields": list(FIELDS),
        "report": _read_over(campaign, saved) if saved else None,
        **_preview(request, campaign, language, form, start),
    }
    return render(request, "desk/letter.html", page)


@needs(Action.WRITE_LETTER)
@require_POST
def letter_preview(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """The letter beside the editor, read again while it is written."""
    campaign = _campaign(request, code, language)
    return render(
        request, "desk/letter_preview.html", _preview(request, campaign, language, LetterForm(request.POST), None)
    )


@needs(Action.WRITE_LETTER)
@require_POST
def letter_try(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """Send the saved letter to oneself, as somebody of the list would get it, marked as a trial."""
    campaign = _campaign(request, code, language)
    place, version = _which(request, campaign)
    mine(request, LetterTemplate, campaign=campaign, place=place, version=version, language=language)
    reader = reader_of(campaign, None)
    if reader is None:
        messages.error(request, _("Cette liste n’a personne à qui lire la lettre : importez d’abord un fichier."))
        return redirect(_back(request, code, language))
    try:
        receipt = send_test(
            campaign, replace(_recipient(reader), language=language), request.user, timezone.now(), (place, version)
        )
    except (CannotConnect, Unsealable) as why:
        messages.error(request, explain(why))
    else:
        taken = receipt.outcome is Outcome.ACCEPTED
        said = _("L’essai est parti vers {address}.") if taken else _("Le serveur a refusé l’essai : {reply}")
        (messages.success if taken else messages.error)(
            request, said.format(address=request.user.email, reply=receipt.text)
        )
    return redirect(_back(request, code, language))


def _which(request: HttpRequest, campaign: Campaign) -> tuple[int, str]:
    """The step and the version the address names: the first letter, unless said."""
    place, version = request.GET.get("step", "1"), request.GET.get("version", "a")
    if not place.isdecimal() or len(place) > 2 or not is_letter(campaign, int(place), version):
        raise Http404
    return int(place), version


def _query(request: HttpRequest) -> str:
    asked = {name: request.GET[name] for name in ("step", "version") if name in request.GET}
    return f"?{urlencode(asked)}" if asked else ""


def _back(request: HttpRequest, code: str, language: str) -> str:
    return reverse("desk:letter", args=[code, language]) + _query(request)


def _campaign(request: HttpRequest, code: str, language: str) -> Campaign:
    if language not in LANGUAGES:
        raise Http404
    return mine(request, Campaign, "offer__brand__organisation", "source", code=code)


def _preview(request: HttpRequest, campaign: Campaign, language: str, form: LetterForm, start: dict | None) -> dict:
    """The letter as it reads, or why it cannot be read."""
    asked = request.POST.get("after") or request.GET.get("after") or ""
    reader = reader_of(campaign, int(asked) if asked.isdecimal() else None)
    words = form.cleaned_data if form.is_bound and form.is_valid() else start
    page = {"reader": reader, "shown": None, "trouble": "", "language": language, "campaign": campaign}
    if reader is None or not words:
        return page
    try:
        prepared = prepare_letter(campaign, language=language, **words, on=timezone.localdate())
    except BadWords as wrong:
        return page | {"trouble": str(wrong)}
    except IncompleteSender as wrong:
        missing = ", ".join(wrong.missing)
        return page | {"trouble": _("Il manque à vos réglages : {missing}.").format(missing=missing)}
    return page | {"shown": show(prepared, _recipient(reader))}


def _recipient(reader: Reader) -> Recipient:
    return Recipient.of(reader.point, reader.collected_on)


def _read_over(campaign: Campaign, saved: LetterTemplate) -> Report | None:
    """What the lint says of the letter as it is kept; nothing when it cannot be read any more."""
    try:
        prepared = prepare_letter(
            campaign, language=saved.language, subject=saved.subject, body=saved.body, on=timezone.localdate()
        )
    except (BadWords, IncompleteSender):
        return None
    return check_letter(prepared, timezone.now(), get_language() or "fr")
