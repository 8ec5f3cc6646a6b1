"""From nothing to lawful: what is in place, what is not, and models to fill in and sign."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from aval.accountability.papers import PAPERS, as_odt, paper
from aval.oversight.readiness import readiness as steps_of

ODT = "application/vnd.oasis.opendocument.text"


def readiness(request: HttpRequest) -> HttpResponse:
    """The list, ticked from facts; then the models."""
    language = get_language() or "fr"
    steps = steps_of(request.organisation, timezone.now(), language)
    page = {
        "steps": steps,
        "done": sum(step.done for step in steps),
        "papers": [(code, paper(code, request.organisation, language).title) for code in PAPERS],
    }
    return render(request, "desk/readiness.html", page)


def readiness_paper(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """A model as an OpenDocument text, in French or English."""
    try:
        whole = paper(code, request.organisation, language)
    except KeyError:
        raise Http404 from None
    answer = HttpResponse(as_odt(whole, language), content_type=ODT)
    answer["Content-Disposition"] = f'attachment; filename="{code}-{language}.odt"'
    return answer
