"""Texts that name somebody, among many: what a refused line, an uploaded file or an answer still says of the erased.

Texts and what is looked for are folded to letters and digits, so « 06 39-98 12 34 », « +33639981234 » and accents or
case hide nobody. A name counts when first and last name stand in the same text, in whatever order.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import polars as pl
from django.db.models import QuerySet

from aval.prospects.classification.folding import folded
from aval.prospects.models import ContactPoint, Person

SHORTEST = 6  # letters and digits; less would be found everywhere
PAGE = 20_000  # texts read at once


@dataclass(slots=True)
class Traces:
    """What would tell who somebody was: her addresses and numbers, and her names together."""

    values: set[str] = field(default_factory=set)
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add_values(self, values: Iterable[str]) -> None:
        """Addresses and numbers as kept; a French number is also looked for without its prefix."""
        self.values |= {one for value in _fold(list(values)) for one in _ways(value) if len(one) >= SHORTEST}

    def add_names(self, names: Sequence[tuple[str, str]]) -> None:
        """(first name, last name) of each; somebody without both cannot be told by name."""
        firsts, lasts = _fold([first for first, _ in names]), _fold([last for _, last in names])
        for first, last in zip(firsts, lasts, strict=True):
            if first and last:
                self.names[last].add(first)

    def found_in(self, texts: pl.Series) -> pl.Series:
        """Whether each text tells of one of them."""
        bare = _bare(texts)
        hit = bare.str.contains_any(sorted(self.values)) if self.values else pl.repeat(False, len(bare), eager=True)
        if not self.names:
            return hit.fill_null(value=False)
        doubtful = bare.str.contains_any(sorted(self.names)).fill_null(value=False)
        named = [
            any(last in text and any(first in text for first in firsts) for last, firsts in self.names.items())
            for text in bare.filter(doubtful)
        ]
        places = doubtful.arg_true().filter(pl.Series(named, dtype=pl.Boolean))
        both = pl.int_range(len(bare), eager=True).is_in(places.implode())
        return hit.fill_null(value=False) | both


def _ways(value: str) -> tuple[str, ...]:
    return (value, value[2:]) if value.startswith("33") and value.isdecimal() else (value,)


def _fold(values: list[str]) -> list[str]:
    return _bare(pl.Series(values, dtype=pl.String)).to_list()


def _bare(texts: pl.Series) -> pl.Series:
    """Letters and digits alone, without case or accents."""
    return folded(texts.fill_null("")).fill_null("").str.replace_all(r"[^a-z0-9]", "")


def traces_of(people: QuerySet[Person]) -> Traces:
    """What would tell who these people were."""
    traces = Traces()
    points = ContactPoint.objects.filter(person__in=people)
    traces.add_values(value for pair in points.values_list("value", "normal") for value in pair)
    traces.add_names(list(people.order_by().values_list("first_name", "last_name")))
    return traces


def empty_mentions(rows: QuerySet, column: str, people: QuerySet[Person], **emptied: object) -> int:
    """Empty a column of free text, and what else `emptied` says, on the rows whose text tells of one of them; how many."""
    changed = last = 0
    traces = None
    while page := list(
        rows.filter(pk__gt=last).exclude(**{column: ""}).order_by("pk").values_list("pk", column)[:PAGE]
    ):
        traces = traces or traces_of(people)
        last = page[-1][0]
        told = traces.found_in(pl.Series([text for _pk, text in page], dtype=pl.String))
        found = [page[place][0] for place in told.arg_true()]
        if found:
            changed += rows.model._base_manager.filter(pk__in=found).update(**{column: "", **emptied})  # noqa: SLF001
    return changed
