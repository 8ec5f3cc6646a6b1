"""What the gate holds about people: the decisions."""

from django.utils.translation import gettext_lazy as _

from aval.clearance import models
from aval.prospects.holdings import Category, Holding, OnErasure, by

HELD = (
    Holding(
        models.Clearance,
        _("Décisions de la contacter ou non"),
        Category.DECISIONS,
        by(models.Clearance, "person"),
        ("channel", "message_type", "offer_code", "verdict", "basis", "findings", "facts", "decided_at", "used_at"),
        OnErasure.EMPTIED,
        _("La décision reste comptée ; elle ne mène plus à personne."),
    ),
    Holding(
        models.HumanDecision,
        _("Cas tranchés par un membre"),
        Category.DECISIONS,
        by(models.HumanDecision, "contact_point__person"),
        ("offer_code", "finding", "allow", "reason", "decided_at"),
        OnErasure.DELETED,
    ),
)

UNTIED = {
    models.Screening: "row numbers of people, which lead nowhere once she is gone; no address, no name",
}
