"""The pages of people, each read in the order of an index: what one filters by is what one walks along.

By a list, by the kind of an address or by a function, the newest first; by words or by nothing, in the order of names.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils import timezone

from aval.accounts.models import Organisation
from aval.desk.paging import SIZE, Slice, cursor_of, cut, place_of
from aval.desk.searching import find
from aval.prospects.models import ContactPoint, Person, Provenance, Segment, Source
from aval.prospects.segments import SMALL, Rules, narrow_first, people_of, span

STRETCH = 50_000  # records one page of a segment looks at, in a large base
NAMES = ("last_name", "first_name", "id")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom one looks for; empty means anybody."""

    words: str = ""
    source: Source | None = None
    kind: str = ""
    function: str = ""
    segment: Segment | None = None

    @property
    def narrowed(self) -> bool:
        """Whether only some are wanted."""
        return bool(self.words or self.source or self.kind or self.function or self.segment)


def people_page(organisation: Organisation, wanted: Wanted, after: str) -> Slice:
    """One page of them, with their company and contact points."""
    if wanted.segment:
        return segment_page(organisation, wanted.segment.rules, after, timezone.now(), also=wanted)
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


def segment_page(
    organisation: Organisation, rules: Rules, after: str, at: datetime, *, also: Wanted | None = None
) -> Slice:
    """Those the conditions hold for, the newest first.

    In a large base, and unless a short list leads to them, one page looks at a stretch of records and no more: it may hold
    few people, or none, and what follows goes on from there.
    """
    rows = people_of(organisation.pk, rules, at)
    if also is not None:
        rows = _narrowed(rows.filter(provenances__source=also.source) if also.source else rows, also, "")
    first, last, total = span(organisation.pk)
    if total <= SMALL or narrow_first(rules):
        return _filled(organisation, cut(rows, ("-id",), after))
    place = place_of(after, 1)
    top = place[0] if place else last + STRETCH  # those come since the span was read are looked at too
    bottom = top - (STRETCH if place else 2 * STRETCH)
    found = list(rows.filter(pk__lt=top, pk__gte=bottom).order_by("-pk")[: SIZE + 1])
    more = cursor_of([found[SIZE - 1].pk]) if len(found) > SIZE else cursor_of([bottom]) if bottom > first else ""
    return _filled(organisation, Slice(found[:SIZE], more, first=place is None))


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
