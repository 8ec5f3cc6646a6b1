"""The log of consultations: who opened which record, and that somebody looks it over."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aval.accounts.permissions import Action
from aval.desk.access import needs
from aval.desk.paging import cut
from aval.prospects.consulting import KEPT_DAYS, PLACES, habits, last_review, review
from aval.prospects.models import Consultation


@needs(Action.READ_LEDGER)
def consultations(request: HttpRequest) -> HttpResponse:
    """Newest first; of one member or about one person."""
    ours, now = request.organisation, timezone.now()
    rows = Consultation.objects.of(ours).select_related("member")
    member, person = request.GET.get("member", ""), request.GET.get("person", "")
    if member.isdecimal():
        rows = rows.filter(member=member)
    if person.isdecimal():
        rows = rows.filter(person=person)
    page = {
        "slice": cut(rows, ("-id",), request.GET.get("after", "")),
        "places": PLACES,
        "members": ours.members.order_by("email"),
        "member": member,
        "person": person,
        "habits": habits(ours, at=now),
        "reviewed": last_review(ours),
        "days": KEPT_DAYS,
    }
    return render(request, "desk/consultations.html", page)


@needs(Action.SIGN_REGISTER)
@require_POST
def consultations_review(request: HttpRequest) -> HttpResponse:
    """The officer looked it over."""
    said = request.POST.get("said", "")
    review(request.organisation, said=said, by=request.user, at=timezone.now())
    messages.success(request, _("La revue est inscrite au journal."))
    return redirect("desk:consultations")
