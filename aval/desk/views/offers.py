"""Offers: what we propose, to which functions, why, and the interest weighed."""

from datetime import date

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from aval.accounts.permissions import Action
from aval.campaigns.models import Assessment, Offer
from aval.desk.access import mine, needs
from aval.desk.forms.offers import AssessmentForm, OfferForm


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
    signed = Assessment.objects.of(request.organisation).filter(offer=found).select_related("signed_by")
    assessments = list(signed.order_by("-signed_on", "-pk"))
    current = bool(assessments) and _stands(assessments[0], timezone.localdate())
    return render(request, "desk/offer.html", {"offer": found, "assessments": assessments, "current": current})


def _stands(last: Assessment, on: date) -> bool:
    return last.outcome == Assessment.Outcome.FAVOURABLE and last.review_on > on


@needs(Action.DESCRIBE_OFFER)
def offer_new(request: HttpRequest) -> HttpResponse:
    """Describe an offer; its assessment comes next."""
    form = OfferForm(request.POST or None, organisation=request.organisation)
    if request.method == "POST" and form.is_valid():
        made = form.describe(request.organisation, by=request.user, at=timezone.now())
        if made:
            messages.success(request, _("L’offre est décrite. Il reste à peser son intérêt."))
            return redirect("desk:offer", made.code)
    page = {
        "form": form,
        "sentence": _("Que proposez-vous, et à qui ?"),
        "why": _("La loi compare cette offre au métier de chaque personne : soyez précis, vous serez moins refusé."),
        "act": _("Décrire l’offre"),
    }
    return render(request, "desk/offer_form.html", page)


@needs(Action.SIGN_ASSESSMENT)
def offer_assess(request: HttpRequest, code: str) -> HttpResponse:
    """Weigh the interest against the person's, and sign."""
    found = mine(request, Offer, "brand", code=code)
    today = timezone.localdate()
    form = AssessmentForm(
        request.POST or None, initial={"review_on": date(today.year + 1, today.month, min(today.day, 28))}
    )
    if request.method == "POST" and form.is_valid() and form.sign(found, by=request.user, at=timezone.now()):
        messages.success(request, _("L’évaluation est signée et inscrite au journal."))
        return redirect("desk:offer", code)
    page = {
        "form": form,
        "offer": found,
        "sentence": _("Votre intérêt, et le sien."),
        "why": _("Quatre questions, celles de la CNIL. Répondez comme si la personne lisait : elle peut le demander."),
        "act": _("Signer l’évaluation"),
    }
    return render(request, "desk/offer_form.html", page)
