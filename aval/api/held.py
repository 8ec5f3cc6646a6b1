"""What machines were answered may name people, for a day."""

from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import StrIndex
from django.utils.translation import gettext_lazy as _

from aval.api import models
from aval.prospects.forgetting import organisations
from aval.prospects.holdings import Category, Holding, Lifetime, OnErasure
from aval.prospects.models import ContactPoint


def _answers(people: QuerySet) -> QuerySet:
    """Those whose text holds an address or number of hers."""
    points = ContactPoint.objects.of(OuterRef("organisation")).filter(person__in=people)
    inside = Exists(points.annotate(place=StrIndex(OuterRef("body"), F("value"))).filter(place__gt=0))
    theirs = (models.Answer.objects.of(one).exclude(body="").filter(inside) for one in organisations(people))
    return reduce(or_, theirs, models.Answer.objects.none())


def _empty_answers(people: QuerySet, at: datetime) -> int:
    """The key stays taken: the call is not done again, and its answer is not told again."""
    return _answers(people).update(body="", status=None)


HELD = (
    Holding(
        models.Answer,
        _("Réponses faites à une machine à son sujet"),
        Category.LOGS,
        _answers,
        ("at",),
        OnErasure.EMPTIED,
        forget=_empty_answers,
    ),
)
LIFETIMES = (
    Lifetime(
        models.Answer,
        _("Réponses faites aux machines"),
        "at",
        1,
        _("Le temps de refaire un appel coupé en route."),
    ),
)
UNTIED = {}
