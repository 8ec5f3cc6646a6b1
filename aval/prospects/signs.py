"""A sign of hers moves the end of what may be kept. What we do ourselves never does.

An opening, a delivery, a reminder of ours, an update of her record are no sign (Performeclic, Spartoo, Kaspr): no such
kind exists here.
"""

from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import Q

from aval import evidence
from aval.prospects.models import Person


class Sign(StrEnum):
    """What counts as a contact from her."""

    REPLY = "reply"
    REQUEST = "request"
    FORM = "form"
    CALL = "call"
    MEETING = "meeting"
    PAGE = "page"  # she acts on a page our link leads to, consent given where one is needed
    STAY = "stay"  # her yes to the question at the end of retention


def hear_from(person: Person, sign: Sign, *, heard_at: datetime, at: datetime) -> int:
    """Note that she gave a sign; an older one never moves a newer one back. Its number in the ledger."""
    with transaction.atomic():
        told = {"sign": Sign(sign).value, "heard_at": heard_at.isoformat()}
        entry = evidence.record(person.organisation_id, "sign:heard", told, at=at, subject=f"person:{person.pk}")
        newer = Q(last_contact_from_at__isnull=True) | Q(last_contact_from_at__lt=heard_at)
        Person.objects.filter(newer, pk=person.pk).update(last_contact_from_at=heard_at, asked_to_stay_at=None)
    return entry
