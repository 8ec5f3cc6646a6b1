"""The right to be forgotten (art. 17 GDPR): nothing is kept of her but what keeps her out.

Every room says in its `held.py` what it does with its own rows. What stays: keyed fingerprints on the opposition list,
without her address, and the proof that it was done. The ledger's entries about her are emptied; its tree still
verifies and says nothing of her.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from aval import evidence
from aval.accounts.models import Member, Organisation
from aval.evidence.instants import stamp
from aval.prospects.barring import Marks, bar
from aval.prospects.classification import Refusal, normalise_email, normalise_phone
from aval.prospects.fingerprints import key_id
from aval.prospects.holdings import holdings
from aval.prospects.models import ContactPoint, Person
from aval.prospects.uprooting import uproot
from aval.rights.files import erase_from_files
from aval.rights.journal import keep_up
from aval.rights.leaving import leaving
from aval.rights.relaying import ask_to_tell, keyed_for_recipients
from aval.rights.wiping import wipe

AT_ONCE = 1000  # people of one transaction


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was done: people and contact points erased; rows and files touched beyond them, by the table's label.

    `marks` are the kinds of fingerprints that keep them out; `recipients` how many have to be told.
    """

    people: int
    points: int
    touched: Mapping[str, int]
    marks: tuple[str, ...]
    recipients: int = 0

    @property
    def lines(self) -> int:
        """Refused lines emptied."""
        return self.touched.get("prospects.RefusedLine", 0)

    @property
    def entries(self) -> int:
        """Entries of evidence emptied."""
        return self.touched.get("evidence.Entry", 0)


def forget(person: Person, *, at: datetime, by: Member | None = None) -> Erasure:
    """Erase a person everywhere, at once, and keep her out for ever: a list that brings her back brings nothing."""
    return forget_many(person.organisation, [person.pk], at=at, by=by)


def bearers(organisation: Organisation, value: str) -> list[int]:
    """Who bears this address, or alone this number (ids); nobody when it is nobody's, several people's, or unreadable."""
    read = normalise_email(value) if "@" in value else normalise_phone(value)
    if isinstance(read, Refusal):
        return []
    points = ContactPoint.objects.of(organisation).filter(normal=getattr(read, "normal", "") or read.e164)
    people = list(points.values_list("person", flat=True).distinct()[:2])
    return people if len(people) == 1 else []


def forget_many(
    organisation: Organisation,
    people: Sequence[int],
    *,
    at: datetime,
    by: Member | None = None,
    progress: Callable[[int], None] | None = None,
) -> Erasure:
    """Erase these people (ids), a thousand at a time, each thousand all or none; `progress` hears how many are done.

    Those of another organisation, or gone already, are passed over. Inside a caller's transaction it is all or none.
    """
    total: Counter[str] = Counter()
    kinds: set[str] = set()
    done = points = 0
    tellings: set[int] = set()
    for start in range(0, len(people), AT_ONCE):
        with transaction.atomic(), leaving(organisation, people[start : start + AT_ONCE]) as rows:
            here = list(rows.order_by("pk").values_list("pk", "created_at"))
            points += ContactPoint.objects.filter(person__in=rows).count()
            marks = bar(organisation, [pk for pk, _born in here], origin="erasure", at=at, by=by)
            keyed = keyed_for_recipients(organisation, rows, at)
            total["files"] += erase_from_files(organisation, rows)
            total.update(empty(rows, at))
            uproot(rows)
            if here:
                _note(organisation, here, marks, at, by)
                transaction.on_commit(partial(keep_up, organisation.pk))
                tellings |= ask_to_tell(organisation, keyed, len(here), at)
        kinds |= {kind for hers in marks.values() for kind, _mark in hers}
        done += len(here)
        if progress:
            progress(done)
    wipe()
    return Erasure(done, points, dict(total), tuple(sorted(kinds)), len(tellings))


def empty(people: QuerySet[Person], at: datetime) -> Counter[str]:
    """What each room does with its rows before the people go, those above first; table -> rows touched."""
    touched: Counter[str] = Counter()
    for holding in reversed(list(holdings())):
        if holding.forget is not None:
            touched[holding.model._meta.label] += holding.forget(people, at)  # noqa: SLF001  so Django calls it
    return touched


def _note(
    organisation: Organisation, people: Sequence[tuple[int, datetime]], marks: Marks, at: datetime, by: Member | None
) -> None:
    """One entry says by what a copy of the base older than this is cleaned (`journal`): for each of them the number and
    the instant of making of the row that was hers, which lead nowhere now, and the fingerprints of what was hers alone."""
    told = {
        "people": [[pk, stamp(born), [list(mark) for mark in marks.get(pk, [])]] for pk, born in people],
        "key": key_id(),
        "by": by.pk if by else None,
    }
    evidence.record(organisation.pk, "erasure:people", told, at=at)
