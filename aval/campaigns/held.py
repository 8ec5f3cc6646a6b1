"""Campaigns aim and keep nobody; the tasks they leave to a human name somebody."""

from django.utils.translation import gettext_lazy as _

from aval.campaigns import models
from aval.prospects.holdings import Category, Holding, OnErasure, by

HELD = (
    Holding(
        models.Task,
        _("Ce qu’un membre devait faire à son sujet"),
        Category.EXCHANGES,
        by(models.Task, "person"),
        ("kind", "what", "due_on", "done_at", "outcome", "note"),
        OnErasure.DELETED,
    ),
)
UNTIED = {
    models.Offer: "what is offered",
    models.Assessment: "why it may be",
    models.Campaign: "what is meant, to a list",
    models.LetterTemplate: "words before anybody is named",
}
