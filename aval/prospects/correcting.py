"""A member knows better than the rules: kept, applied to everybody it is about, and again whenever it comes back."""

from datetime import datetime

from django.db import transaction

from aval import evidence
from aval.accounts.models import Member, Organisation
from aval.prospects.classification.corrections import FIELDS, title_subject
from aval.prospects.models import Company, ContactPoint, Correction, Person

SURE = 1.0
KEYS = {"address": "normal", "company": "key"}


class NotCorrectable(ValueError):
    """No such thing to correct: `about` and `field` must go together, and the subject say something."""


@transaction.atomic
def correct(
    organisation: Organisation,
    *,
    about: str,
    subject: str,
    field: str,
    value: str,
    reason: str,
    by: Member,
    at: datetime,
) -> Correction:
    """Keep what a member says of a title, an address (its normal form) or a company (its key), in evidence.

    Everybody already known under that subject is corrected at once. Raises `NotCorrectable`.
    """
    kept = title_subject(subject) if about == "title" else subject
    if field not in FIELDS.get(about, ()) or not kept:
        raise NotCorrectable(about, field)
    correction, _new = Correction.objects.of(organisation).update_or_create(
        organisation=organisation,
        about=about,
        subject=kept,
        field=field,
        defaults={"value": value, "reason": reason[:300], "decided_by": by, "decided_at": at},
    )
    changed = _apply(organisation, about, kept, field, value)
    told = {"about": about, "field": field, "value": value, "reason": reason, "people": changed, "by": by.pk}
    evidence.record(organisation.pk, "classification:corrected", told, at=at)
    return correction


def _apply(organisation: Organisation, about: str, subject: str, field: str, value: str) -> int:
    """How many rows changed."""
    if about == "title":
        titles = Person.objects.of(organisation).exclude(title="").values_list("title", flat=True).distinct()
        same = [title for title in titles.iterator() if title_subject(title) == subject]
        people = Person.objects.of(organisation).filter(title__in=same)
        return people.update(**{field: value, "function_confidence": SURE, "function_why": "corrected"})
    rows = (
        {"address": ContactPoint, "company": Company}[about].objects.of(organisation).filter(**{KEYS[about]: subject})
    )
    if about == "address":
        return rows.update(**{field: value, "confidence": SURE, "why": "corrected", "classified_by": "member"})
    return rows.update(**{field: value})
