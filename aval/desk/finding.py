"""The pages of people, each read in the order of an index: what one filters by is what one walks along.

By a list, by the kind of an address or by a function, the newest first; by words or by nothing, in the order of names.
"""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from aval.accounts.models import Organisation
from aval.desk.paging import Slice, cut
from aval.desk.searching import find
from aval.prospects.models import ContactPoint, Person, Provenance, Source

NAMES = ("last_name", "first_name", "id")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom one looks for; empty means anybody."""

    words: str = ""
    source: Source | None = None
    kind: str = ""
    function: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether only some are wanted."""
        return bool(self.words or self.source or self.kind or self.function)


def people_page(organisation: Organisation, wanted: Wanted, after: str) -> Slice:
    """One page of them, with their company and contact points."""
    if wanted.words:
        rows = find(organisation, wanted.words)
        if wanted.source:
            rows = rows.filter(provenances__source=wanted.source)
        return _filled(organisation, cut(_narrowed(rows, wanted, ""), NAMES, after))
    if wanted.source:
        lines = Provenance.objects.of(organisation).filter(source=wanted.source, person__quarantined=False)
        return _people_of(organisation, cut(_narrowed(lines, wanted, "person__"), ("-person_id",), after))
    if wanted.kind:
        points = ContactPoint.objects.of(organisation).filter(recipient_kind=wanted.kind, person__quarantined=False)
        by_function = points.filter(person__function=wanted.function) if wanted.function else points
        return _people_of(organisation, cut(by_function, ("-person_id", "-id"), after))
    rows = Person.objects.of(organisation).filter(quarantined=False)
    if wanted.function:
        return _filled(organisation, cut(rows.filter(function=wanted.function), ("-id",), after))
    return _filled(organisation, cut(rows, NAMES, after))


def _narrowed(rows: QuerySet, wanted: Wanted, path: str) -> QuerySet:
    """Those of the function and of the kind wanted."""
    if wanted.function:
        rows = rows.filter(**{f"{path}function": wanted.function})
    if wanted.kind:
        rows = rows.filter(**{f"{path}contact_points__recipient_kind": wanted.kind}).distinct()
    return rows


def _people_of(organisation: Organisation, walked: Slice) -> Slice:
    """The people behind the rows walked along, each once."""
    known = Person.objects.of(organisation).in_bulk({row.person_id for row in walked.rows})
    people = [known[pk] for pk in dict.fromkeys(row.person_id for row in walked.rows) if pk in known]
    return _filled(organisation, Slice(people, walked.after, walked.first))


def _filled(organisation: Organisation, page: Slice) -> Slice:
    """With what a line shows, in two queries."""
    points = ContactPoint.objects.of(organisation).order_by("medium", "id")
    prefetch_related_objects(page.rows, "company", Prefetch("contact_points", queryset=points))
    return page
