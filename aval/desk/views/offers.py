"""Offers: what we propose, to which functions, why, and the interest weighed."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from aval.campaigns.models import Assessment, Offer
from aval.desk.access import mine


def offers(request: HttpRequest) -> HttpResponse:
    """Every offer, newest first, with where its assessment stands."""
    ours = request.organisation
    assessments = Assessment.objects.of(ours).order_by("-signed_on", "-pk")
    found = (
        Offer.objects.of(ours).select_related("brand").prefetch_related(Prefetch("assessments", queryset=assessments))
    )
    rows = [(offer, next(iter(offer.assessments.all()), None)) for offer in found.order_by("-id")]
    return render(request, "desk/offers.html", {"rows": rows, "today": timezone.localdate()})


def offer(request: HttpRequest, code: str) -> HttpResponse:
    """One offer and its assessments."""
    found = mine(request, Offer, "brand", code=code)
    assessments = list(
        Assessment.objects.of(request.organisation)
        .filter(offer=found)
        .select_related("signed_by")
        .order_by("-signed_on", "-pk")
    )
    last = assessments[0] if assessments else None
    favourable = last is not None and last.outcome == Assessment.Outcome.FAVOURABLE
    current = favourable and last.review_on > timezone.localdate()
    return render(request, "desk/offer.html", {"offer": found, "assessments": assessments, "current": current})
