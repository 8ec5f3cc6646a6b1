"""The right to rectification (art. 16 and 19 GDPR): put right, and those who had it told."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from aval import evidence
from aval.accounts.models import Member
from aval.prospects.amending import amend
from aval.prospects.barring import marks_of
from aval.prospects.fingerprints import key_id
from aval.prospects.models import Person
from aval.rights.cases import NotForThisCase, add_step
from aval.rights.models import Case, CaseStep, Telling
from aval.rights.relaying import ask_to_tell, keyed_for_recipients


def rectify(case: Case, changes: Mapping[str, str], *, at: datetime, by: Member | None = None) -> tuple[str, ...]:
    """Put right what she says is wrong; the names of the fields changed. Recipients are to be told, a task each.

    They are given the fingerprints she had and those she has, so that they find her under either. Raises
    `NotForThisCase("nobody")`, `NotAmendable`.
    """
    if case.person is None:
        raise NotForThisCase("nobody")
    with transaction.atomic():
        alone = Person.objects.filter(pk=case.person_id)
        was = {tuple(mark) for mark in marks_of(case.organisation, [case.person_id]).get(case.person_id, [])}
        before = keyed_for_recipients(case.organisation, alone, at)
        changed = amend(case.person, changes, at=at)
        if not changed:
            return ()
        after = keyed_for_recipients(case.organisation, alone, at)
        keyed = {
            recipient: [list(pair) for pair in dict.fromkeys(map(tuple, before.get(recipient, []) + prints))]
            for recipient, prints in after.items()
        }
        ask_to_tell(case.organisation, keyed, 1, at, act=Telling.Act.RECTIFIED)
        marks = sorted(
            was | {tuple(mark) for mark in marks_of(case.organisation, [case.person_id]).get(case.person_id, [])}
        )
        told = {
            "case": case.pk, "fields": list(changed), "by": by.pk if by else None, "key": key_id(), "marks": [list(mark) for mark in marks],
        }  # fmt: skip
        evidence.record(case.organisation_id, "person:rectified", told, at=at, subject=f"person:{case.person_id}")
        add_step(case, CaseStep.Kind.DONE, at=at, by=by, act="corrected", note=", ".join(changed))
        if keyed:
            add_step(case, CaseStep.Kind.DONE, at=at, by=by, act="told-recipients")
    return changed
