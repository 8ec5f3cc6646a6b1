"""The right to restriction (art. 18 GDPR; law.md, dsr-restriction): kept, and used for nothing else, until she is told it is lifted."""

from datetime import datetime

from django.db import transaction

from aval.accounts.models import Member
from aval.rights.cases import add_step
from aval.rights.models import Case, CaseStep


def restrict(case: Case, *, at: datetime, by: Member | None = None) -> None:
    """Restrict the use of her data at once, for what this case asks; nothing when it is already, or nobody is held."""
    person = case.person
    if person is None or person.restricted_at is not None:
        return
    with transaction.atomic():
        person.restricted_at = at
        person.save(update_fields=["restricted_at"])
        add_step(case, CaseStep.Kind.DONE, at=at, by=by, act="restricted")
