"""People: finding them, what is known of each, and from where."""

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from aval.clearance.models import Clearance
from aval.desk.access import mine
from aval.desk.naming import functions, name_person
from aval.desk.paging import cut
from aval.desk.searching import find
from aval.post.models import Attempt
from aval.prospects.models import ContactPoint, Objection, Person, Provenance, Source

ORDERS = {"recent": ("-id",), "name": ("last_name", "first_name", "id")}


def people(request: HttpRequest) -> HttpResponse:
    """Everybody, or those one looks for."""
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "source", "kind", "function", "order")}
    rows = _narrow(request, asked)
    order = ORDERS.get(asked["order"], ORDERS["recent"])
    points = ContactPoint.objects.of(request.organisation).order_by("medium", "id")
    rows = rows.select_related("company").prefetch_related(Prefetch("contact_points", queryset=points))
    page = {
        "slice": cut(rows, order, request.GET.get("after", "")),
        "asked": asked,
        "narrowed": any(asked[name] for name in ("q", "source", "kind", "function")),
        "sources": Source.objects.of(request.organisation).order_by("name").only("code", "name"),
        "kinds": ContactPoint.RecipientKind.choices,
        "functions": functions(),
    }
    return render(request, "desk/people.html", page)


def _narrow(request: HttpRequest, asked: dict[str, str]) -> QuerySet[Person]:
    ours = request.organisation
    rows = find(ours, asked["q"])
    if asked["source"]:
        source = mine(request, Source, code=asked["source"])
        rows = rows.filter(pk__in=Provenance.objects.of(ours).filter(source=source).values("person"))
    if asked["kind"]:
        rows = rows.filter(pk__in=ContactPoint.objects.of(ours).filter(recipient_kind=asked["kind"]).values("person"))
    if asked["function"]:
        rows = rows.filter(function=asked["function"])
    return rows


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: what is known, from where, how she is classified and why, what was decided about her."""
    found = mine(request, Person, "company", pk=pk)
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
        "attempts": Attempt.objects.of(ours).filter(person=found).select_related("campaign").order_by("-id")[:20],
        "name": name_person(found),
    }
    return render(request, "desk/person.html", page)
