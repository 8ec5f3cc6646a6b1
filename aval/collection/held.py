"""What this room holds about people."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from aval.collection import models
from aval.prospects.holdings import Category, Holding, OnErasure
from aval.prospects.models import ContactPoint


def _submissions(people: QuerySet) -> QuerySet:
    """By the row, else by the fingerprints of her addresses and numbers: one never confirmed names nobody."""
    points = ContactPoint.objects.filter(person__in=people)
    return models.Submission.objects.filter(
        Q(person__in=people)
        | Q(fingerprint__in=points.values("fingerprint"), organisation__in=points.values("organisation"))
    )


def _forget(people: QuerySet, at: datetime) -> int:
    return _submissions(people).delete()[0]


HELD = (
    Holding(
        models.Submission,
        _("Ce qu’elle a envoyé par un formulaire"),
        Category.EXCHANGES,
        _submissions,
        ("door", "given", "circumstances", "state", "acted_at", "received_at"),
        OnErasure.DELETED,
        forget=_forget,
    ),
)

UNTIED = {
    models.Form: "what we ask, of nobody in particular",
    models.FormVersion: "what everybody saw",
}
