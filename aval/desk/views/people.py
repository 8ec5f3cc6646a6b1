"""People: finding them, what is known of each, and from where."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aval.accounts.permissions import Action
from aval.clearance.kept import asked_about
from aval.clearance.models import Clearance
from aval.desk.access import mine, needs
from aval.desk.finding import Wanted, people_page
from aval.desk.forms.people import CorrectionForm
from aval.desk.naming import functions, name_person
from aval.post.models import Attempt
from aval.prospects.correcting import NotCorrectable
from aval.prospects.models import ContactPoint, Objection, Person, Provenance, Segment, Source
from aval.prospects.segments import segments_of
from aval.prospects.stages import stage_of
from aval.prospects.standing import consents_of


def wanted_by(request: HttpRequest) -> Wanted:
    """Whom the query string asks for; a list of somebody else is a 404."""
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "source", "kind", "function", "segment")}
    source = mine(request, Source, code=asked["source"]) if asked["source"] else None
    segment = mine(request, Segment, code=asked["segment"]) if asked["segment"] else None
    return Wanted(words=asked["q"], source=source, kind=asked["kind"], function=asked["function"], segment=segment)


def people(request: HttpRequest) -> HttpResponse:
    """Everybody, or those one looks for."""
    wanted = wanted_by(request)
    page = {
        "slice": people_page(request.organisation, wanted, request.GET.get("after", "")),
        "wanted": wanted,
        "sources": Source.objects.of(request.organisation).order_by("name").only("code", "name"),
        "kinds": ContactPoint.RecipientKind.choices,
        "functions": functions(),
        "segments": segments_of(request.organisation),
    }
    return render(request, "desk/people.html", page)


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: what is known, from where, how she is classified and why, what was decided about her."""
    found = mine(request, Person, "company", pk=pk, quarantined=False)
    ours = request.organisation
    points = list(ContactPoint.objects.of(ours).filter(person=found).order_by("medium", "id"))
    fingerprints = [point.fingerprint for point in points]
    page = {
        "person": found,
        "points": points,
        "provenances": Provenance.objects.of(ours)
        .filter(person=found)
        .select_related("source", "run")
        .order_by("received_at"),
        "objections": Objection.objects.of(ours).filter(fingerprint__in=fingerprints).order_by("-id"),
        "clearances": Clearance.objects.of(ours).filter(person=found).order_by("-id")[:20],
        "asked": asked_about(ours.pk, found.pk, 20),
        "attempts": Attempt.objects.of(ours)
        .filter(person=found)
        .select_related("campaign", "single", "text_message", "clearance")
        .order_by("-id")[:20],
        "consents": consents_of(found),
        "name": name_person(found),
        "stage": stage_of(found),
        "corrections": CorrectionForm.all_for(found, points),
    }
    return render(request, "desk/person.html", page)


@needs(Action.CORRECT)
@require_POST
def person_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what a member knows better, for her and for everybody like her."""
    found = mine(request, Person, pk=pk, quarantined=False)
    form = CorrectionForm.sent(request.POST)
    if form.is_valid():
        try:
            form.keep(request.organisation, by=request.user, at=timezone.now())
        except NotCorrectable:
            messages.error(request, _("Il n’y a rien à corriger là."))
        else:
            messages.success(request, _("C’est corrigé, et le restera quand la même chose reviendra."))
    else:
        messages.error(request, _("Dites comment vous le savez : la correction est gardée avec sa raison."))
    return redirect("desk:person", found.pk)
