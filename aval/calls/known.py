"""What this room knows of people, for segments: what came of a call."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aval.calls.models import Call
from aval.prospects.criteria import Criterion


def _called(organisation: int, values: Sequence[str], at: datetime, person: str) -> Q:
    calls = Call.objects.of(organisation).filter(outcome__in=values, person__isnull=False)
    return Q(**{f"{person}pk__in": calls.values("person")})


CRITERIA = (
    Criterion("called", _("Résultat d’un appel"), _("Relation"), "choice", _called, choices=lambda _o: Call.Outcome.choices, few=True),
)  # fmt: skip
