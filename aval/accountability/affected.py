"""Who a breach touches, computed: the people of an exported file, of a list, of what a member could read, of the base.

Each scope is {"kind", "key"}: `export` (its id), `source` (its code), `member` (her id: what she exported or called),
`base` (everybody). What each person lost is read on her own data, among the columns that were out.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from aval.accountability.models import Breach
from aval.prospects.exporting import people_in
from aval.prospects.models import Export, Person, Provenance

SCOPES = ("export", "source", "member", "base")
KINDS = ("name", "function", "company", "email", "phone", "origin", "history")
COLUMN_KINDS: Mapping[str, str] = {
    "first_name": "name", "last_name": "name", "title": "function", "function": "function", "company": "company",
    "siren": "company", "email": "email", "address": "email", "phone": "phone", "why": "history", "verdict": "history",
}  # fmt: skip
STRETCH = 500  # ids named in one query


class UnknownScope(ValueError):
    """No such export, list or member in this organisation."""


def check_scope(organisation: int, scope: Sequence[Mapping[str, str]]) -> None:
    """`UnknownScope` unless each part names something of this organisation."""
    for part in scope:
        if part.get("kind") not in SCOPES:
            raise UnknownScope(str(part))
        if part["kind"] == "export" and not _exports(organisation, part).exists():
            raise UnknownScope(str(part))
        if (
            part["kind"] == "source"
            and not Provenance.objects.of(organisation).filter(source__code=part["key"]).exists()
        ):
            raise UnknownScope(str(part))


def affected_ids(breach: Breach) -> list[int]:
    """The ids of the people touched who are still in the base, each once, in order."""
    found: set[int] = set()
    for part in breach.scope:
        found.update(_ids(breach.organisation_id, part))
    return sorted(found)


def _ids(organisation: int, part: Mapping[str, str]) -> Iterator[int]:
    people = Person.objects.of(organisation)
    if part["kind"] == "base":
        yield from people.values_list("pk", flat=True).iterator()
    elif part["kind"] == "source":
        lines = Provenance.objects.of(organisation).filter(source__code=part["key"])
        yield from lines.values_list("person_id", flat=True).iterator()
    else:
        for export in _exports(organisation, part):
            held = people_in(export)
            for start in range(0, len(held), STRETCH):
                some = held[start : start + STRETCH].tolist()
                yield from people.filter(pk__in=some).values_list("pk", flat=True)
        if part["kind"] == "member":
            yield from people.filter(calls__member=part["key"]).values_list("pk", flat=True).iterator()


def _exports(organisation: int, part: Mapping[str, str]) -> QuerySet[Export]:
    which = Q(pk=part["key"]) if part["kind"] == "export" else Q(by=part["key"])
    return Export.objects.of(organisation).filter(which)


def columns_out(breach: Breach) -> frozenset[str]:
    """Which kinds of data were out: those of the columns of exports; all of them for a list or the base."""
    kinds: set[str] = set()
    for part in breach.scope:
        if part["kind"] in {"source", "base"}:
            return frozenset(KINDS)
        for export in _exports(breach.organisation_id, part):
            kinds |= {COLUMN_KINDS[column] for column in export.columns if column in COLUMN_KINDS}
        if part["kind"] == "member":
            kinds |= {"name", "phone", "function", "company"}
    return frozenset(kinds)


def kinds_of(people: Sequence[Person], out: frozenset[str]) -> dict[int, list[str]]:
    """person id -> the kinds of her own data that were out, in the order of `KINDS` (contact points prefetched)."""
    kept = {}
    for person in people:
        media = {point.medium for point in person.contact_points.all()}
        has = {
            "name": bool(person.first_name or person.last_name),
            "function": bool(person.title),
            "company": person.company_id is not None,
            "email": "email" in media,
            "phone": "phone" in media,
            "origin": True,
            "history": True,
        }
        kept[person.pk] = [kind for kind in KINDS if kind in out and has[kind]]
    return kept


def last_exports(organisation: int, *, before: datetime) -> QuerySet[Export]:
    """What was handed out before an instant, the newest first."""
    return Export.objects.of(organisation).filter(at__lte=before).select_related("by").order_by("-at")
