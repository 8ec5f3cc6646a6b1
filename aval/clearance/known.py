"""What this room knows of people, for segments: what already went to them under a clearance."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from aval.clearance.models import Clearance
from aval.prospects.criteria import Criterion


def _solicited(organisation: int, since: datetime, person: str) -> Q:
    return Q(Exists(Clearance.objects.filter(person=OuterRef(f"{person}pk"), used_at__gte=since)))


CRITERIA = (
    Criterion("solicited", _("Sollicitée depuis moins de"), _("Relation"), "days", since=_solicited, late=True),
)
