"""Acting on many people at once: recording that they object, handing their list out."""

from array import array
from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from aval.accounts.models import Member, Organisation
from aval.accounts.permissions import Action
from aval.desk.access import needs
from aval.desk.exporting import as_csv
from aval.desk.finding import Wanted, people_page
from aval.desk.forms.people import ManyForm
from aval.desk.views.people import wanted_by
from aval.prospects.exporting import record_export
from aval.prospects.models import ContactPoint, Person


@needs(Action.RECORD_OBJECTION)
@require_POST
def people_objection(request: HttpRequest) -> HttpResponse:
    """Several people said stop: shown once more by name, then recorded, each with her own entry."""
    ours = request.organisation
    chosen = [int(pk) for pk in request.POST.getlist("who") if pk.isdecimal()]
    people = list(
        Person.objects.of(ours)
        .filter(pk__in=chosen, quarantined=False)
        .select_related("company")
        .order_by("last_name", "id")
    )
    if not people:
        messages.error(request, _("Cochez d’abord les personnes."))
        return redirect("desk:people")
    now = timezone.now()
    confirmed = "confirm" in request.POST
    form = ManyForm(request.POST if confirmed else None, initial={"heard_at": timezone.localtime(now)})
    if confirmed and form.is_valid():
        points = ContactPoint.objects.of(ours).filter(person__in=people).order_by("person_id", "id")
        first = {point.person_id: point for point in reversed(points)}
        if form.record(ours, first.values(), at=now, by=request.user):
            said = ngettext("{n} personne ne recevra plus rien.", "{n} personnes ne recevront plus rien.", len(first))
            messages.success(request, said.format(n=len(first)))
            return redirect("desk:people")
    return render(request, "desk/people_objection.html", {"people": people, "form": form})


@needs(Action.EXPORT)
def people_export(request: HttpRequest) -> HttpResponse:
    """Those one looks for, one line each, for a spreadsheet; streamed, page after page."""
    lines = _lines(request.organisation, wanted_by(request), request.user)
    answer = StreamingHttpResponse(as_csv(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="personnes.csv"'
    return answer


HEADER = ("first_name", "last_name", "title", "function", "company", "siren", "email", "phone", "recipient_kind")


def _lines(organisation: Organisation, wanted: Wanted, by: Member) -> Iterator[tuple[str, ...]]:
    """The lines; those that were handed out are written down, even when the reader stops before the end."""
    handed = array("Q")
    after, more = "", True
    try:
        yield HEADER
        while more:
            page = people_page(organisation, wanted, after)
            handed.extend(person.pk for person in page.rows)
            yield from map(_line, page.rows)
            after, more = page.after, bool(page.after)
    finally:
        record_export(organisation, what="people", columns=HEADER, people=handed, by=by, at=timezone.now())


def _line(person: Person) -> tuple[str, ...]:
    values = {point.medium: point.value for point in reversed(person.contact_points.all())}
    kinds = dict.fromkeys(point.recipient_kind for point in person.contact_points.all())
    company = person.company
    return (
        person.first_name,
        person.last_name,
        person.title,
        person.function or "",
        company.name if company else "",
        (company.siren or "") if company else "",
        values.get("email", ""),
        values.get("phone", ""),
        " ".join(kinds),
    )
