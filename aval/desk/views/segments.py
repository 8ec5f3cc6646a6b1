"""Segments: a filter built question by question, counted as it is built, kept under a name. It narrows; the law decides."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aval.accounts.permissions import Action
from aval.desk.access import mine, needs
from aval.desk.finding import segment_page
from aval.desk.forms.segments import SegmentForm
from aval.desk.segmenting import in_words, questions, rules_asked
from aval.prospects.models import Segment
from aval.prospects.segments import Rules, count_people, drop_segment, read_rules, segments_of


def segments(request: HttpRequest) -> HttpResponse:
    """Every segment kept, with how many people it held when last counted."""
    return render(request, "desk/segments.html", {"segments": segments_of(request.organisation)})


@needs(Action.KEEP_SEGMENT)
def segment_new(request: HttpRequest) -> HttpResponse:
    """Ask questions, see how many people and who; keep it once it is right."""
    rules = _asked(request)
    form = SegmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = form.keep(request.organisation, rules, by=request.user, at=timezone.now())
        if made:
            messages.success(
                request, _("Le segment est gardé. La loi décidera de chacun, à chaque fois qu’il servira.")
            )
            return redirect("desk:segment", made.code)
    page = {"form": form, "groups": questions(request.organisation, rules), **_found(request, rules)}
    return render(request, "desk/segment_new.html", page)


def segment(request: HttpRequest, code: str) -> HttpResponse:
    """One segment: what it asks, how many people now, who they are, what it serves for."""
    found = mine(request, Segment, code=code)
    return render(request, "desk/segment.html", {"segment": found, **_found(request, found.rules)})


@needs(Action.KEEP_SEGMENT)
@require_POST
def segment_drop(request: HttpRequest, code: str) -> HttpResponse:
    """Offer it no more."""
    drop_segment(mine(request, Segment, code=code), by=request.user, at=timezone.now())
    messages.success(request, _("Le segment est retiré."))
    return redirect("desk:segments")


def _asked(request: HttpRequest) -> Rules:
    """The conditions of the query string; none when they make no sense together."""
    try:
        return read_rules(rules_asked(request.GET))
    except ValidationError:
        return []


def _found(request: HttpRequest, rules: Rules) -> dict[str, object]:
    """How many people, who first, and the conditions in words."""
    now = timezone.now()
    return {
        "rules": in_words(request.organisation, rules),
        "count": count_people(request.organisation.pk, rules, now),
        "slice": segment_page(request.organisation, rules, request.GET.get("after", ""), now),
    }
