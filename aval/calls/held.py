"""What calling keeps about people."""

from django.utils.translation import gettext_lazy as _

from aval.calls import models
from aval.prospects.holdings import Category, Holding, OnErasure, by

HELD = (
    Holding(
        models.Callee,
        _("Listes d’appels où elle figure"),
        Category.EXCHANGES,
        by(models.Callee, "person"),
        ("call_list", "state", "tries", "not_before", "asked_on"),
        OnErasure.EMPTIED,
        _("La ligne reste comptée ; elle ne mène plus à personne."),
    ),
    Holding(
        models.Call,
        _("Appels et notes"),
        Category.EXCHANGES,
        by(models.Call, "person"),
        ("opened_at", "outcome", "said", "note", "meeting_at"),
        OnErasure.EMPTIED,
        _("L’appel reste compté ; la note est effacée."),
        forget=lambda people, at: by(models.Call, "person")(people).update(note="", said=[]),  # noqa: ARG005
    ),
)

UNTIED = {
    models.CallList: "what is meant, to a list",
}
