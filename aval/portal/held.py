"""What her own doors hold about her, for minutes or a day."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from aval.portal import models
from aval.prospects.holdings import Category, Holding, OnErasure, by
from aval.prospects.models import ContactPoint


def _asks(people: QuerySet) -> QuerySet:
    points = ContactPoint.objects.filter(person__in=people)
    return models.Ask.objects.filter(
        fingerprint__in=points.values("fingerprint"), organisation__in=points.values("organisation")
    )


def _delete_asks(people: QuerySet, at: datetime) -> int:
    return _asks(people).delete()[0]


HELD = (
    Holding(
        models.Ask,
        _("Demandes de lien, le temps d’y répondre"),
        Category.REQUESTS,
        _asks,
        ("address", "stop", "asked_at"),
        OnErasure.DELETED,
        forget=_delete_asks,
    ),
    Holding(
        models.Opening,
        _("Liens envoyés à son adresse, un jour"),
        Category.REQUESTS,
        by(models.Opening, "contact_point__person"),
        ("made_at", "opened_at"),
        OnErasure.DELETED,
    ),
)
UNTIED = {models.Knock: "keyed marks that limit how often one may ask, gone within the hour"}
