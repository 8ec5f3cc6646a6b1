"""What leaving and coming back leave behind about people."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from aval.post import models
from aval.prospects.holdings import Category, Holding, OnErasure, by
from aval.prospects.models import ContactPoint


def _sandboxed(people: QuerySet) -> QuerySet:
    points = ContactPoint.objects.filter(person__in=people)
    return models.SandboxMessage.objects.filter(
        envelope_to__in=points.values("value"), organisation__in=points.values("organisation")
    )


def _empty_the_sandbox(people: QuerySet, at: datetime) -> int:
    return _sandboxed(people).delete()[0]


HELD = (
    Holding(
        models.Attempt,
        _("Messages qui lui ont été adressés"),
        Category.EXCHANGES,
        by(models.Attempt, "person"),
        ("campaign", "state", "handed_at", "message_id"),
        OnErasure.EMPTIED,
        _("L’envoi reste compté ; il ne mène plus à personne."),
    ),
    Holding(
        models.SandboxMessage,
        _("Copies du bac à sable"),
        Category.EXCHANGES,
        _sandboxed,
        ("received_at", "subject"),
        OnErasure.DELETED,
        forget=_empty_the_sandbox,
    ),
)

UNTIED = {
    models.MailServer: "where letters leave by",
    models.Worker: "a process",
}
