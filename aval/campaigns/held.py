"""Campaigns aim and keep nobody; whoever is on the way through one, and the tasks left to a human, name somebody."""

from django.utils.translation import gettext_lazy as _

from aval.campaigns import models
from aval.prospects.holdings import Category, Holding, OnErasure, by

HELD = (
    Holding(
        models.Passage,
        _("Campagnes en plusieurs étapes où elle figure"),
        Category.EXCHANGES,
        by(models.Passage, "person"),
        ("campaign", "place", "state", "next_at", "why", "ended_at"),
        OnErasure.DELETED,
    ),
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
    models.Step: "what is meant, step by step",
    models.LetterTemplate: "words before anybody is named",
}
