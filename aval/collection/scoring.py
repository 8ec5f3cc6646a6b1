"""A score one can read: a closed table of factors (`scores.toml`), told beforehand, shown to her, stopped by her objection.

Art. 13(2)(f), 21(2)-(3) and 22 GDPR; SAN-2021-012 Monsanto. It orders calls and decides nothing:
no rule of the law room reads it. Who was not told has no score, who objected has none any more.
"""

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from aval.accounts.models import Organisation
from aval.collection.following import agreed_by, behaviour_of
from aval.collection.models import Behaviour, Form, Score, Submission
from aval.prospects.models import ContactPoint, Objection, Person

KINDS = {
    Form.Kind.CONTACT: "request", Form.Kind.WHITE_PAPER: "document", Form.Kind.WEBINAR: "document",
    Form.Kind.NEWSLETTER: "newsletter", Form.Kind.BADGE: "met", Form.Kind.PAPER: "met",
}  # fmt: skip
BEHAVED = (Behaviour.Kind.PAGE, Behaviour.Kind.DOWNLOAD, Behaviour.Kind.CLICK)
BATCH = 500


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor that counted: how many times, and the points it gave."""

    code: str
    count: int
    points: int

    def say(self, language: str = "fr") -> str:
        """In words."""
        return factors()[self.code]["en" if language.startswith("en") else "fr"]


@dataclass(frozen=True, slots=True)
class Counted:
    """What a score came to, or why there is none: `untold`, `objected`, `quiet`."""

    points: int
    factors: tuple[Factor, ...]
    none: str = ""


@cache
def factors() -> Mapping[str, Mapping[str, Any]]:
    """The whole table, by code."""
    return tomllib.loads(resources.files(__package__).joinpath("scores.toml").read_text(encoding="utf-8"))


def count_score(person: Person, at: datetime) -> Counted:
    """Her score now, from the table and nothing else."""
    if objected(person):
        return Counted(0, (), "objected")
    sent = Submission.objects.of(person.organisation_id).filter(person=person, state=Submission.State.SETTLED)
    forms = list(sent.values_list("form__kind", "acted_at", "version__definition__scored"))
    if not any(told for _kind, _at, told in forms):
        return Counted(0, (), "untold")
    done = [(KINDS[Form.Kind(kind)], when) for kind, when, _told in forms]
    agreed = agreed_by(person)
    doings = behaviour_of(Person.objects.filter(pk=person.pk)).filter(kind__in=BEHAVED)
    done += [(kind, when) for kind, when in doings.values_list("kind", "at") if kind in agreed]
    if person.last_contact_from_at:
        done.append(("answer", person.last_contact_from_at))
    counted = Counter(code for code, when in done if when > at - timedelta(days=factors()[code]["days"]))
    found = tuple(
        Factor(code, counted[code], min(counted[code] * row["points"], row["most"]))
        for code, row in factors().items()
        if counted[code]
    )
    return Counted(sum(one.points for one in found), found, "" if found else "quiet")


def objected(person: Person) -> bool:
    """Whether she said stop, to anything: profiling for prospecting stops with it (art. 21(2))."""
    marks = ContactPoint.objects.filter(person=person).values("fingerprint")
    hers = Q(person=person) | Q(fingerprint__in=marks)
    if person.identity:
        hers |= Q(kind=Objection.Kind.IDENTITY, fingerprint=person.identity)
    return Objection.objects.of(person.organisation_id).filter(hers).exists()


@transaction.atomic
def keep_score(person: Person, at: datetime) -> Counted:
    """Count it and keep it; nothing is kept of who has none."""
    counted = count_score(person, at)
    if counted.none:
        Score.objects.of(person.organisation_id).filter(person=person).delete()
        return counted
    kept = [{"code": one.code, "count": one.count, "points": one.points} for one in counted.factors]
    told = {"points": counted.points, "factors": kept, "counted_at": at, "organisation_id": person.organisation_id}
    Score.objects.update_or_create(person=person, defaults=told)
    return counted


def count_all(organisation: Organisation, at: datetime) -> int:
    """Count again everybody who was told of it; how many have a score."""
    told = Submission.objects.of(organisation).filter(person=OuterRef("pk"), version__definition__scored=True)
    people = Person.objects.of(organisation).filter(Exists(told) | Exists(Score.objects.filter(person=OuterRef("pk"))))
    return sum(not keep_score(one, at).none for one in people.order_by("pk").iterator(chunk_size=BATCH))


def tell_score(row: Score, language: str) -> list[tuple[str, str]]:
    """Its factors in words: (label, text)."""
    known = [(one, factors()[one["code"]]) for one in row.factors if one["code"] in factors()]
    english = language.startswith("en")
    return [
        (said["en" if english else "fr"], f"{one['count']} × → {one['points']} / {said['most']}") for one, said in known
    ]
