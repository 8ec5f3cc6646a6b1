"""One piece of the control file, and what was asked: which pieces, which time, which complainants."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import DateTimeField, QuerySet
from django.utils.functional import Promise

from aval.accounts.models import Organisation
from aval.prospects.models import ContactPoint, Person
from aval.prospects.objecting import read_contact

PARIS = ZoneInfo("Europe/Paris")
Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the inspector asked for. Empty `pieces`: all of them; `since` and `until` are whole days, both included.

    With complainants (ids of people), what is about people is about them alone.
    """

    pieces: frozenset[str] = frozenset()
    since: date | None = None
    until: date | None = None
    complainants: frozenset[int] = field(default=frozenset())

    def within(self, rows: QuerySet, path: str, *, person: str = "") -> QuerySet:
        """The rows of that time (`path` to a day or an instant), about the complainants where there are some (`person`)."""
        instant = isinstance(_field(rows, path), DateTimeField)
        if self.since:
            start = datetime.combine(self.since, time.min, PARIS) if instant else self.since
            rows = rows.filter(**{f"{path}__gte": start})
        if self.until:
            end = datetime.combine(self.until, time.max, PARIS) if instant else self.until
            rows = rows.filter(**{f"{path}__lte": end})
        return self.about(rows, person) if person else rows

    def about(self, rows: QuerySet, person: str) -> QuerySet:
        """The rows about the complainants, all of them where nobody complained."""
        return rows.filter(**{f"{person}__in": self.complainants}) if self.complainants else rows

    def covers(self, at: str) -> bool:
        """Whether an instant of the ledger (ISO 8601) is of that time."""
        day = datetime.fromisoformat(at).astimezone(PARIS).date()
        return not (self.since and day < self.since) and not (self.until and day > self.until)

    def wants(self, piece: str) -> bool:
        """Whether this piece was asked for, by its name without its ending."""
        return not self.pieces or piece.rpartition(".")[0] in self.pieces or piece in self.pieces

    @property
    def everything(self) -> bool:
        return self == Asked()


def _field(rows: QuerySet, path: str) -> object:
    model, (*steps, last) = rows.model, path.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model  # noqa: SLF001  Django's own door
    return model._meta.get_field(last)  # noqa: SLF001


def people_of(organisation: Organisation, ids: Iterable[int]) -> list[Person]:
    """The complainants who are in this organisation."""
    return list(Person.objects.of(organisation).filter(pk__in=list(ids)).select_related("company").order_by("pk"))


def named(organisation: Organisation, value: str) -> list[int]:
    """The people reached at this address or number; empty when nobody is."""
    kind, normal = read_contact(value)
    points = ContactPoint.objects.of(organisation).filter(medium=kind, normal=normal)
    return sorted(set(points.values_list("person", flat=True)))


@dataclass(frozen=True, slots=True)
class Document:
    """One table: its file, what an inspector asks, its columns, its rows."""

    name: str
    asked: str | Promise
    columns: tuple[str, ...]
    rows: Callable[[Organisation, datetime, Asked], Iterable[Row]]
