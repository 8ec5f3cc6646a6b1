"""What the gate holds about people: the decisions."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from aval.clearance import models
from aval.prospects.forgetting import organisations, sole_traders
from aval.prospects.holdings import Category, Holding, Lifetime, OnErasure, by
from aval.prospects.mentions import empty_mentions
from aval.prospects.models import Person


def _unname_business(people: QuerySet[Person], at: datetime) -> int:
    """A decision remembers the employer's key: that of a business that is its owner would tell who she was."""
    keys = sole_traders(people).values("key")
    return models.Clearance.objects.filter(person__in=people, company_key__in=keys).update(company_key="")


def _unname_reasons(people: QuerySet[Person], at: datetime) -> int:
    """A reason that serves everybody of a title stays in force; her name in it does not."""
    decisions = models.HumanDecision.objects.filter(organisation__in=organisations(people))
    return empty_mentions(decisions, "reason", people)


HELD = (
    Holding(
        models.Clearance,
        _("Décisions de la contacter ou non"),
        Category.DECISIONS,
        by(models.Clearance, "person"),
        ("channel", "message_type", "offer_code", "verdict", "basis", "findings", "facts", "decided_at", "used_at"),
        OnErasure.EMPTIED,
        _("La décision reste comptée ; elle ne mène plus à personne."),
        forget=_unname_business,
    ),
    Holding(
        models.AskedAbout,
        _("Décisions demandées par un programme"),
        Category.DECISIONS,
        by(models.AskedAbout, "person"),
        ("asking", "place"),
        OnErasure.DELETED,
        _("Les réponses données restent comptées ; elles ne mènent plus à personne."),
    ),
    Holding(
        models.HumanDecision,
        _("Cas tranchés par un membre"),
        Category.DECISIONS,
        by(models.HumanDecision, "contact_point__person"),
        ("offer_code", "finding", "allow", "reason", "decided_at"),
        OnErasure.DELETED,
        forget=_unname_reasons,
    ),
)

LIFETIMES = (
    Lifetime(
        models.Screening,
        _("Listes passées au crible"),
        "at",
        365,
        _("Un journal d’opérations se garde de six mois à un an (CNIL, délibération 2021-122)."),
    ),
)

UNTIED = {
    models.Asking: "facts and answers of a call, without address, name or number of a person; what ties them to her goes with her",
    models.Screening: "row numbers of people, which lead nowhere once she is gone; no address, no name",
}
