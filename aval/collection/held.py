"""What this room holds about people."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from aval.collection import models
from aval.collection.following import behaviour_of
from aval.collection.scoring import tell_score
from aval.prospects.holdings import Category, Holding, Lifetime, OnErasure, by
from aval.prospects.models import ContactPoint


def _submissions(people: QuerySet) -> QuerySet:
    """By the row, else by the fingerprints of her addresses and numbers: one never confirmed names nobody."""
    points = ContactPoint.objects.filter(person__in=people)
    return models.Submission.objects.filter(
        Q(person__in=people)
        | Q(fingerprint__in=points.values("fingerprint"), organisation__in=points.values("organisation"))
    )


def _followed(people: QuerySet, at: datetime) -> int:
    return behaviour_of(people).delete()[0]


def _visitors(people: QuerySet, at: datetime) -> int:
    return models.Visitor.objects.filter(person__in=people).delete()[0]


def _scores(people: QuerySet, at: datetime) -> int:
    return models.Score.objects.filter(person__in=people).delete()[0]


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
    Holding(
        models.Behaviour,
        _("Pages vues, documents pris, messages ouverts, liens suivis, avec son accord"),
        Category.BEHAVIOUR,
        behaviour_of,
        ("kind", "what", "at"),
        OnErasure.DELETED,
        forget=_followed,
    ),
    Holding(
        models.Visitor,
        _("Navigateurs où elle a accepté le suivi des visites"),
        Category.CHOICES,
        by(models.Visitor, "person"),
        ("wording", "accepted_at", "until", "joined_at", "joined_by"),
        OnErasure.DELETED,
        forget=_visitors,
    ),
    Holding(
        models.Score,
        _("Son score, et ce qui le fait"),
        Category.BEHAVIOUR,
        by(models.Score, "person"),
        ("points", "counted_at"),
        OnErasure.DELETED,
        forget=_scores,
        tells=lambda rows, language: {row.pk: tell_score(row, language) for row in rows},
    ),
)

LIFETIMES = (
    Lifetime(
        models.Behaviour,
        _("Comportement suivi avec accord"),
        "at",
        365,
        _("Un an, sous les vingt-cinq mois que la CNIL admet pour la mesure d’audience (paramètre behaviour_kept)."),
    ),
    Lifetime(
        models.Visitor,
        _("Choix de suivi des visites"),
        "until",
        365,
        _("Six mois de choix, puis aussi longtemps que ce qu’il a permis de garder."),
    ),
)

UNTIED = {
    models.Form: "what we ask, of nobody in particular",
    models.Site: "a site of ours",
    models.FormVersion: "what everybody saw",
}
