"""Lists: where people come from."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from aval.desk.access import mine
from aval.desk.counting import people_of
from aval.desk.forms.sources import SuspendForm
from aval.desk.kinds import BY_CODE
from aval.prospects.models import Import, Source


def sources(request: HttpRequest) -> HttpResponse:
    """Every list, newest first."""
    found = list(Source.objects.of(request.organisation).select_related("supplier_file").order_by("-id"))
    counts = people_of(request.organisation, found)
    rows = [(source, counts[source.pk]) for source in found]
    return render(request, "desk/sources.html", {"rows": rows, "people": sum(counts.values())})


def source(request: HttpRequest, code: str) -> HttpResponse:
    """One list: what is known of its origin, what the law makes of it, what was imported."""
    found = mine(request, Source, "supplier_file", "created_by", code=code)
    runs = Import.objects.of(request.organisation).filter(source=found).select_related("asked_by").order_by("-id")[:20]
    return render(
        request,
        "desk/source.html",
        {
            "source": found,
            "kind": BY_CODE[found.kind],
            "supplier": getattr(found, "supplier_file", None),
            "runs": runs,
            "people": people_of(request.organisation, [found])[found.pk],
            "suspend": SuspendForm(),
        },
    )
