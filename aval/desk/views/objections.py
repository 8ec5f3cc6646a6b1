"""« Ne me contactez plus », heard by any channel and recorded here at once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from aval.accounts.permissions import Action
from aval.desk.access import mine, needs
from aval.desk.forms.people import ObjectionForm
from aval.desk.naming import name_person
from aval.prospects.models import Person


@needs(Action.RECORD_OBJECTION)
def objection_new(request: HttpRequest) -> HttpResponse:
    """From an address or a number somebody dictated, known or not."""
    return _record(request, None)


@needs(Action.RECORD_OBJECTION)
def person_objection(request: HttpRequest, pk: int) -> HttpResponse:
    """From the page of a person."""
    return _record(request, mine(request, Person, pk=pk, quarantined=False))


def _record(request: HttpRequest, person: Person | None) -> HttpResponse:
    now = timezone.now()
    form = ObjectionForm(
        request.POST or None,
        organisation=request.organisation,
        person=person,
        initial={"heard_at": timezone.localtime(now), "origin": "phone"},
    )
    page = {"form": form, "person": person, "name": name_person(person) if person else ""}
    if request.method == "POST" and form.is_valid():
        receipt = form.record(at=now, by=request.user)
        if receipt:
            return render(request, "desk/objection_recorded.html", page | {"receipt": receipt})
    return render(request, "desk/objection.html", page)
