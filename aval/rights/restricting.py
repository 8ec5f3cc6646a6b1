"""The right to restriction (art. 18 GDPR): kept, and used for nothing else, until she is told it is lifted."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from aval import evidence
from aval.accounts.models import Member
from aval.prospects.barring import marks_of
from aval.prospects.fingerprints import key_id
from aval.prospects.models import Person
from aval.rights.cases import add_step
from aval.rights.models import Case, CaseStep


def restrict(case: Case, *, at: datetime, by: Member | None = None) -> None:
    """Restrict the use of her data at once, for what this case asks; nothing when it is already, or nobody is held."""
    person = case.person
    if person is None or person.restricted_at is not None:
        return
    with transaction.atomic():
        set_restricted([person], at=at, by=by)
        add_step(case, CaseStep.Kind.DONE, at=at, by=by, act="restricted")


def lift(case: Case, *, at: datetime, by: Member | None = None) -> None:
    """Use her data again: she has been told (art. 18(3))."""
    if case.person is not None and case.person.restricted_at is not None:
        with transaction.atomic():
            set_restricted([case.person], restricted=False, at=at, by=by)


def set_restricted(
    people: Sequence[Person], *, restricted: bool = True, at: datetime, by: Member | None = None, **more: object
) -> None:
    """Write it on each, with an entry that a restored base can hear again: fingerprints, no name. In a transaction."""
    for person in people:
        person.restricted_at = at if restricted else None
        person.save(update_fields=["restricted_at"])
        marks = marks_of(person.organisation, [person.pk]).get(person.pk, [])
        told = {
            "marks": [list(mark) for mark in marks], "key": key_id(), "restricted": restricted, "by": by.pk if by else None, **more,
        }  # fmt: skip
        evidence.record(person.organisation_id, "restriction:changed", told, at=at, subject=f"person:{person.pk}")
