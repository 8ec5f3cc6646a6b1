"""What answering for it keeps about people: whose data a breach touched."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aval.accountability import models
from aval.prospects.holdings import Category, Holding, OnErasure, by

HELD = (
    Holding(
        models.Affected,
        _("Violations de données qui l’ont touchée"),
        Category.REQUESTS,
        by(models.Affected, "person"),
        ("breach", "kinds", "way", "told_at"),
        OnErasure.EMPTIED,
        _("La ligne reste comptée au registre des violations ; elle ne mène plus à personne."),
        twins=("breach", Q(told_at__isnull=False)),
    ),
)

UNTIED = {
    models.Breach: "what happened, to how many",
    models.RegisterVersion: "what is done, not to whom",
}
