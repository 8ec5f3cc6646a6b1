"""Lists: where people come from."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from aval.desk.access import mine
from aval.desk.counting import people_of
from aval.desk.forms.sources import SuspendForm
from aval.desk.kinds import BY_CODE
from aval.prospects.models import Import, Source, Stock
from aval.prospects.sirene import reread_on


def sources(request: HttpRequest) -> HttpResponse:
    """Every list, newest first."""
    found = list(Source.objects.of(request.organisation).select_related("supplier_file").order_by("-id"))
    counts = people_of(request.organisation, found)
    rows = [(source, counts[source.pk]) for source in found]
    stocks = list(Stock.objects.of(request.organisation)[:10])
    page = {
        "rows": rows,
        "people": sum(counts.values()),
        "register": any(one.kind == Source.Kind.PUBLIC_REGISTER for one in found),
        "stocks": stocks,
        "reread": reread_on(stocks[0]) if stocks else None,
        "today": timezone.localdate(),
    }
    return render(request, "desk/sources.html", page)


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
