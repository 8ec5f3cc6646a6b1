"""The day and the month in pictures, each with its table and its file."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from aval.desk.exporting import as_csv
from aval.desk.figures import figures


def figures_page(request: HttpRequest) -> HttpResponse:
    """Every picture, with the sentence that says what it means."""
    whole = request.GET.get("whole") == "1"
    drawn, read_at, left_out = figures(request.organisation, timezone.now(), whole=whole)
    return render(request, "desk/figures.html", {"figures": drawn, "read_at": read_at, "left_out": left_out})


def figure_csv(request: HttpRequest, code: str) -> HttpResponse:
    """One table, for a spreadsheet. It holds counts and nobody."""
    drawn, _read_at, _left = figures(request.organisation, timezone.now(), whole=code in {"expires", "untold"})
    found = next((one for one in drawn if one.code == code), None)
    if found is None:
        raise Http404
    lines = [found.columns, *(tuple("" if cell is None else str(cell) for cell in row) for row in found.rows)]
    answer = StreamingHttpResponse(as_csv(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{code}.csv"'
    return answer
