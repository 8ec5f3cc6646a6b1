"""What the ledger says since a size it had: whom it may touch of those in our hands, and whom nothing touches.

Nothing is decided here. Objections and withdrawals name whom they touch, by marks; anything else that could matter
touches everybody.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.db import connection

from aval.clearance.models import Clearance
from aval.prospects.models import ContactPoint

NAMED = ("objection:recorded", "consent:withdrawn")  # what names whom it touches, by marks
MARKS = f"""
SELECT payload FROM evidence_entry WHERE ledger = %s AND kind IN ({", ".join(["%s"] * len(NAMED))}) AND seq >= %s AND seq < %s
"""  # noqa: S608  constants
# What is written all day and changes no fact the law reads; grants change who was contacted, and are looked at apart.
OF_THE_DAY = (
    "decision:contact:granted",
    "decision:contact:refused",
    "decision:asked",
    "message:asked",
    "message:handed",
    "message:rejected",
    "attempt:uncertain",
    "screening:done",
    *NAMED,
)
KINDS = "SELECT DISTINCT kind FROM evidence_entry WHERE ledger = %s AND seq >= %s AND seq < %s"


@dataclass
class People:
    """The contact points in our hands, and whose each is."""

    ledger: int
    whose: Mapping[int, int | None]
    left: set[int] = field(default_factory=set)

    def named_since(self, since: int, until: int) -> set[int]:
        """Whom the objections and withdrawals of these entries may touch: narrowed by their marks, never decided."""
        with connection.cursor() as cursor:
            cursor.execute(MARKS, [self.ledger, *NAMED, since, until])
            told = [payload for (payload,) in cursor.fetchall()]
        points = set(self.whose) - self.left
        if any(payload is None for payload in told):
            return points
        marks = {(kind, mark) for payload in told for kind, mark, *_scope in json.loads(payload)["marks"]}
        if any(kind == "domain" for kind, _mark in marks):
            return points
        return {point for point in points if self._marks.get(point, marks) & marks} if marks else set()

    @cached_property
    def _marks(self) -> dict[int, set[tuple[str, str]]]:
        """All that is each person's: her addresses, her numbers, herself."""
        hers = defaultdict(set)
        rows = ContactPoint.objects.filter(person__in={person for person in self.whose.values() if person})
        for person, medium, mark, identity in rows.values_list("person", "medium", "fingerprint", "person__identity"):
            hers[person] |= {(medium, mark), ("identity", identity)}
        return {point: hers[person] for point, person in self.whose.items() if person}


def kinds_said(ledger: int, since: int, until: int) -> set[str]:
    """What kinds of entries these are: each is read once, whoever asks."""
    with connection.cursor() as cursor:
        cursor.execute(KINDS, [ledger, since, until])
        return {kind for (kind,) in cursor.fetchall()}


def touched_since(judged: Iterable[Clearance], ledger: int, since: int, until: int) -> set[int] | None:
    """The contact points whose decision, taken on what the ledger said at `since`, may not stand; None: nobody's may."""
    kinds = kinds_said(ledger, since, until)
    if kinds - set(OF_THE_DAY):
        return None
    rows = {row.contact_point_id: row for row in judged if row.contact_point_id}
    touched, companies = set(), set()
    if kinds & set(NAMED):
        touched = People(ledger, {point: row.person_id for point, row in rows.items()}).named_since(since, until)
        companies = {rows[point].company_key for point in touched}  # her colleagues were counted with her
    people: set[int | None] = set()
    if "decision:contact:granted" in kinds:
        used = Clearance.objects.of(ledger).filter(evidence__gte=since, used_at__isnull=False)
        hers = used.filter(person__in=[row.person_id for row in rows.values()])
        theirs = used.filter(company_key__in={row.company_key for row in rows.values()} - {""})
        for person, company in hers.union(theirs).values_list("person", "company_key"):
            people.add(person)
            companies.add(company)
    companies.discard("")
    return touched | {point for point, row in rows.items() if row.person_id in people or row.company_key in companies}
