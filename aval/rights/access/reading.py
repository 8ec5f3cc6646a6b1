"""Everything held about one person, part by part, table by table; the same few queries for one row as for thousands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, ForeignKey, Model, OuterRef, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aval.prospects.holdings import Category, Holding, OnErasure, holdings
from aval.prospects.models import ContactPoint, Person
from aval.rights.access.labels import label_of, title_of
from aval.rights.access.preface import Preface, preface_of
from aval.rights.access.words import as_data, tell

WHEN = ("at", "decided_at", "handed_at", "received_at", "heard_at", "acted_at", "recorded_at", "created_at", "pk")
FATES = {
    OnErasure.EMPTIED: _("Si vous demandez l’effacement, ces lignes sont vidées de tout ce qui vous désigne."),
    OnErasure.KEPT: _("Si vous demandez l’effacement, ces lignes restent, et ne disent plus rien de vous."),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing held: its values in words, in the order of the part's labels, and as data."""

    values: tuple[str, ...]
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One table: `name` is its stable code, `labels` what its columns are called, `fate` what erasure does to it."""

    name: str
    category: Category
    title: str
    labels: tuple[str, ...]
    rows: tuple[Row, ...]
    fate: str


@dataclass(frozen=True, slots=True)
class AccessFile:
    """The whole answer to « que savez-vous de moi ? », at an instant, in one language."""

    person: Person
    at: datetime
    language: str
    preface: Preface
    parts: tuple[Part, ...]

    @property
    def vague(self) -> tuple[str, ...]:
        """Codes of the sources that name nobody: while there is one, the file does not leave (SAN-2022-021, SAN-2022-022)."""
        return tuple(origin.code for origin in self.preface.origins if not origin.named)

    @property
    def count(self) -> int:
        """How many things are held."""
        return sum(len(part.rows) for part in self.parts)


def read_access(person: Person, *, at: datetime, language: str = "") -> AccessFile:
    """Everything held about this person, in French or English (hers when none is asked)."""
    language = "en" if (language or person.language).startswith("en") else "fr"
    with translation.override(language):
        alone = Person.objects.filter(pk=person.pk)
        parts = tuple(_read_part(holding, alone, person, language) for holding in holdings())
        return AccessFile(person, at, language, preface_of(person, at, language), parts)


def _read_part(holding: Holding, alone: "QuerySet[Person]", person: Person, language: str) -> Part:
    fields = [holding.model._meta.get_field(name) for name in holding.shows]  # noqa: SLF001  so Django calls it
    rows = list(_in_order(_hers_alone(holding, alone, person), holding))
    more = holding.tells(rows, language) if holding.tells else {}
    labels = tuple(map(label_of, fields))
    extra = tuple(dict.fromkeys(label for told in more.values() for label, _said in told))
    told = [_row(row, fields, dict(more.get(row.pk, ())), extra, language) for row in rows]
    return Part(
        name=holding.model._meta.label_lower,  # noqa: SLF001
        category=holding.category,
        title=title_of(holding),
        labels=labels + extra,
        rows=tuple(_without_repeating(told, holding.shows)),
        fate=str(FATES.get(holding.on_erasure, "")) if rows else "",
    )


def _row(row: Model, fields: list, told: dict[str, str], extra: tuple[str, ...], language: str) -> Row:
    values = tuple(tell(row, field, language) for field in fields)
    data = {field.name: as_data(row, field) for field in fields} | told
    return Row(values + tuple(told.get(label, "") for label in extra), data)


def _without_repeating(rows: list[Row], shows: tuple[str, ...]) -> Iterator[Row]:
    """Of the facts of a decision, those that changed since the one before: sixty that are the same tell nothing."""
    place = shows.index("facts") if "facts" in shows else None
    before: set[str] = set()
    for row in rows:
        if place is None:
            yield row
            continue
        facts = row.values[place].split("\n")
        changed = [fact for fact in facts if fact not in before]
        if before and len(changed) < len(facts):
            same = "\n".join([gettext("Les mêmes que pour la décision précédente, sauf :"), *changed])
            said = same if changed else gettext("Les mêmes que pour la décision précédente.")
            yield Row((*row.values[:place], said, *row.values[place + 1 :]), row.data)
        else:
            yield row
        before = set(facts)


def _hers_alone(holding: Holding, alone: "QuerySet[Person]", person: Person) -> "QuerySet[Any]":
    """Her rows. What is hers only by a number she shares is somebody else's; so is what names another person."""
    rows = holding.of(alone)
    names = {field.name for field in holding.model._meta.concrete_fields}  # noqa: SLF001
    if "person" in names:
        rows = rows.filter(Q(person=None) | Q(person=person))
    if "fingerprint" in names and holding.model is not ContactPoint:
        hers = {"person": person} if "person" in names else {"pk": None}
        rows = rows.filter(Q(**hers) | ~Q(fingerprint__in=_shared(person).values("fingerprint")))
    return rows


def _shared(person: Person) -> "QuerySet[ContactPoint]":
    others = ContactPoint.objects.filter(organisation=OuterRef("organisation"), normal=OuterRef("normal"))
    return ContactPoint.objects.filter(Exists(others.exclude(person=person)), person=person)


def _in_order(rows: "QuerySet[Any]", holding: Holding) -> Iterator[Model]:
    """Oldest first, with what their values name, in one query."""
    names = {field.name for field in holding.model._meta.concrete_fields} | {"pk"}  # noqa: SLF001
    linked = [
        name
        for name in holding.shows
        if isinstance(holding.model._meta.get_field(name), ForeignKey)  # noqa: SLF001
    ]
    first = next(name for name in WHEN if name in names)
    ordered = rows.order_by(first) if first == "pk" else rows.order_by(first, "pk")
    return (ordered.select_related(*linked) if linked else ordered).iterator(chunk_size=5000)
