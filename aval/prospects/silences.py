"""Keeping silent towards somebody until her answer is read, or until she is back; the gate reads it at each decision."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from aval import evidence
from aval.accounts.models import Member
from aval.prospects.models import Person, Silence

Why = Silence.Why


def keep_silent(person: Person, why: str, *, about: str, at: datetime, until: date | None = None) -> Silence:
    """Nothing leaves for her from now on; saying it again about the same thing changes nothing."""
    with transaction.atomic():
        kept = (
            Silence.objects.of(person.organisation_id)
            .filter(person=person, why=why, about=about, until_on=until)
            .first()
        )
        if kept is not None:
            return kept
        told = {"why": why, "until": until.isoformat() if until else None, "about": about}
        entry = evidence.record(person.organisation_id, "silence:kept", told, at=at, subject=f"person:{person.pk}")
        return Silence.objects.create(
            organisation_id=person.organisation_id, person=person, why=why, since=at, until_on=until, about=about, evidence=entry
        )  # fmt: skip


def end_silence(organisation: int, *, about: str, at: datetime, by: Member | None = None) -> int:
    """What was waited for has come: every silence about it ends; how many did."""
    with transaction.atomic():
        kept = list(kept_silences(Silence.objects.of(organisation).filter(about=about)).select_for_update())
        for silence in kept:
            told = {"why": silence.why, "about": about, "by": by.pk if by else None}
            evidence.record(organisation, "silence:ended", told, at=at, subject=f"person:{silence.person_id}")
        Silence.objects.filter(pk__in=[silence.pk for silence in kept]).update(ended_at=at, ended_by=by)
    return len(kept)


def kept_silences(silences: "QuerySet[Silence]") -> "QuerySet[Silence]":
    """Those that nobody ended; an absence ends by itself, at the day it names."""
    return silences.filter(ended_at=None)
