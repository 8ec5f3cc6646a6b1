"""The right to be forgotten (art. 17 GDPR; law.md, dsr-erasure): nothing is kept of her but what keeps her out.

What stays: keyed fingerprints on the opposition list, without her address, and the proof that it was done. The ledger's
entries about her are emptied; its tree still verifies and says nothing of her.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from aval import evidence
from aval.accounts.models import Member
from aval.prospects.models import Company, Correction, Person, RefusedLine
from aval.prospects.objecting import object_to


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was done: contact points erased, refused lines and ledger entries emptied, fingerprints that keep her out."""

    points: int
    lines: int
    entries: int
    marks: tuple[str, ...]


def forget(person: Person, *, at: datetime, by: Member | None = None) -> Erasure:
    """Erase a person everywhere, at once, and keep her out for ever: a list that brings her back brings nothing."""
    organisation = person.organisation
    with transaction.atomic():
        points = list(person.contact_points.all())
        receipt = object_to(organisation, person, origin="erasure", heard_at=at, at=at, by=by)
        prints = [point.fingerprint for point in points]
        lines = RefusedLine.objects.of(organisation).filter(fingerprint__in=prints).update(content="", fingerprint="")
        subjects = [point.normal for point in points]
        Correction.objects.of(organisation).filter(about=Correction.Subject.ADDRESS, subject__in=subjects).delete()
        company, code = person.company, person.pk
        person.delete()
        if company is not None:
            _forget_sole_trader(company)
        entries = evidence.redact(organisation.pk, f"person:{code}", at=at)
    return Erasure(len(points), lines, entries, receipt.marks)


def _forget_sole_trader(company: Company) -> None:
    """A business that is its owner goes with her, once nobody else is known there (legal forms 1…)."""
    if (company.legal_form or "").startswith("1") and not company.people.exists():
        Correction.objects.of(company.organisation).filter(
            about=Correction.Subject.COMPANY, subject=company.key
        ).delete()
        company.delete()
