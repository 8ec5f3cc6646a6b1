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


def groups(breach: Breach, size: int) -> Iterator[list[int]]:
    """The ids of the people touched who are still in the base, each once, in order, `size` at a time.

    Lists and the whole base are walked by an index: nothing grows with them.
    """
    wide = _wide(breach)
    if wide is None:
        ids = sorted({one for part in breach.scope for one in _ids(breach.organisation_id, part)})
        yield from (ids[start : start + size] for start in range(0, len(ids), size))
        return
    last = 0
    while some := list(wide.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:size]):
        yield some
        last = some[-1]


def count_touched(breach: Breach) -> int:
    """How many people it touches who are still in the base: a count of the base, not a reading, for lists and the whole."""
    wide = _wide(breach)
    return sum(len(some) for some in groups(breach, STRETCH)) if wide is None else wide.count()


def _wide(breach: Breach) -> QuerySet[Person] | None:
    """The people of whole lists, or of the base, as a question; None when files or members are in it too."""
    people, kinds = Person.objects.of(breach.organisation_id), {part["kind"] for part in breach.scope}
    if "base" in kinds:
        return people
    if kinds != {"source"}:
        return None
    codes = [part["key"] for part in breach.scope]
    lines = Provenance.objects.of(breach.organisation_id).filter(source__code__in=codes)
    return people.filter(pk__in=lines.values("person"))


def _ids(organisation: int, part: Mapping[str, str]) -> Iterator[int]:
    people = Person.objects.of(organisation)
    if part["kind"] == "source":
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
