"""Campaigns: one letter of one offer to the people of one list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from aval.campaigns.models import Campaign
from aval.desk.paging import cut


def campaigns(request: HttpRequest) -> HttpResponse:
    """Every campaign, newest first."""
    rows = Campaign.objects.of(request.organisation).select_related("offer", "source")
    return render(request, "desk/campaigns.html", {"slice": cut(rows, ("-id",), request.GET.get("after", ""))})
