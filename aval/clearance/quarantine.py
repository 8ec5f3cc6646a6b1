"""People of a bought, rented, partner or acquired file stay out of sight until the law says, line by line, that it may serve.

Nothing is decided here: the law is asked as for a contact, and only what it finds about the origin of the line keeps it in.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import transaction
from django.db.models import Exists, OuterRef

from aval import evidence
from aval.accounts.models import Organisation
from aval.clearance.aims import Aim
from aval.clearance.deciding import decided
from aval.clearance.gathering import Contact, gather
from aval.clearance.windows import windows
from aval.law.rulebook import RULES
from aval.prospects.models import Person, Provenance, Source
from aval.prospects.sources import FROM_SOMEBODY

ORIGIN = ("source", "supplier", "acquired-file", "harvest", "transfer")
CHANNELS = ("email", "voice_human")
AT_ONCE = 10_000  # people let out in one query


@dataclass(frozen=True, slots=True)
class Examined:
    """What an examination did: people let out, people kept in, and the findings that keep them, counted."""

    out: int
    kept: int
    reasons: dict[str, int]


def held_of(source: Source) -> int:
    """How many people of this file nobody sees."""
    return Person.objects.of(source.organisation_id).filter(quarantined=True, provenances__source=source).count()


def examine_all(organisation: Organisation, *, at: datetime) -> None:
    """Examine every file with people in quarantine; what is also known from elsewhere comes out first."""
    held = Person.objects.of(organisation).filter(quarantined=True)
    if not held.exists():
        return
    elsewhere = (
        Provenance.objects.of(organisation).filter(person=OuterRef("pk")).exclude(source__kind__in=FROM_SOMEBODY)
    )
    held.filter(Exists(elsewhere)).update(quarantined=False)
    waiting = Provenance.objects.of(organisation).filter(person__quarantined=True)
    for source in Source.objects.of(organisation).filter(pk__in=waiting.values("source")):
        examine(source, at=at)


def examine(source: Source, *, at: datetime) -> Examined:
    """Ask the law about each line in quarantine of a file; those whose origin it does not blame come out."""
    blaming = {code for chapter in RULES.values() if chapter.rule.code in ORIGIN for code in chapter.codes}
    usable: set[int] = set()
    reasons: dict[int, list[str]] = {}
    for channel in CHANNELS:
        contact = Contact(aim=_anything(source), channel=channel, message_type="prospecting", at=at, message={})
        for window in windows(source.organisation_id, channel, source, held=True):
            gathered = gather(contact, window)
            if not gathered.rows.height:
                continue
            findings = decided(contact, gathered)["findings"]
            rows = gathered.rows.select("person").with_columns(
                blamed=findings.list.eval(pl.element().filter(pl.element().is_in(list(blaming))))
            )
            for person, blamed in rows.iter_rows():
                if not blamed:
                    usable.add(person)
                reasons.setdefault(person, blamed)
    return _settle(source, usable, reasons, at)


@transaction.atomic
def _settle(source: Source, usable: set[int], reasons: dict[int, list[str]], at: datetime) -> Examined:
    out = sorted(usable)
    for start in range(0, len(out), AT_ONCE):
        Person.objects.of(source.organisation_id).filter(pk__in=out[start : start + AT_ONCE]).update(quarantined=False)
    kept = Counter(code for person, blamed in reasons.items() if person not in usable for code in blamed)
    done = Examined(len(out), len(reasons) - len(out), dict(kept.most_common()))
    if reasons:
        told = {"source": source.code, "out": done.out, "kept": done.kept, "reasons": done.reasons}
        evidence.record(source.organisation_id, "quarantine:examined", told, at=at)
    return done


def _anything(source: Source) -> Aim:
    """No offer in particular: only what the law finds about the origin of a line is heard."""
    return Aim(
        organisation=source.organisation_id, offer_code="", brand=0, functions=(), sectors=(), reason="", category="",
        private_life=False, assessed_on=None, assessment_review_on=None,
    )  # fmt: skip
