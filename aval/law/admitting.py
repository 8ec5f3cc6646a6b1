"""Lines of facts read at once: each different value of a fact is checked once, however many lines say it."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from aval.law.facts import VOCABULARY, Fact, UnknownFact, WrongValue, admit

NOT_READ: Any = object()


def admit_many(lines: Sequence[Mapping[str, object]]) -> tuple[pl.DataFrame, dict[int, UnknownFact | WrongValue]]:
    """The frame of these lines, and by place what is wrong with those that cannot be read: such a line is an empty row."""
    said = dict.fromkeys(name for line in lines for name in line)
    strange = {name for name in said if name not in VOCABULARY}
    bad = {place for place, line in enumerate(lines) if not strange.isdisjoint(line)} if strange else set()
    columns = [
        _column(VOCABULARY[name], [line.get(name) for line in lines], bad) for name in VOCABULARY if name in said
    ]
    frame = pl.DataFrame(columns) if columns else pl.DataFrame(height=len(lines))
    if bad:
        readable = pl.select(~pl.int_range(len(lines)).is_in(sorted(bad))).to_series()
        frame = frame.select(pl.when(readable).then(pl.col(name)).alias(name) for name in frame.columns)
    return frame, {place: _fault(lines[place]) for place in sorted(bad)}


def _column(fact: Fact, cells: list[object], bad: set[int]) -> pl.Series:
    """The values as the law reads them, null for those it cannot read, whose places are added to `bad`."""
    kinds = set(map(type, cells)) - {type(None)}
    if len(kinds) == 1 and not kinds & {list, tuple, set, frozenset, dict}:
        keys: Sequence[Any] = cells
    else:
        keys = [_key(cell) for cell in cells]  # True is 1 to Python, and a list is no key
    numbers: dict[Any, int] = {}
    which = [numbers.setdefault(key, len(numbers)) for key in keys]
    distinct = dict(zip(keys, cells, strict=True))
    values = [_admitted(fact, distinct[key]) for key in numbers]
    wrong = {number for number, value in enumerate(values) if value is NOT_READ}
    if wrong:
        bad.update(place for place, number in enumerate(which) if number in wrong)
        values = [None if value is NOT_READ else value for value in values]
    return pl.Series(fact.name, values, dtype=fact.dtype).gather(which)


def _key(cell: object) -> Any:
    return (type(cell), repr(cell)) if isinstance(cell, list | tuple | set | frozenset | dict) else (type(cell), cell)


def _admitted(fact: Fact, cell: object) -> Any:
    if cell is None:
        return None  # what absence means is the reader's affair
    try:
        value = fact.admit(cell)
    except WrongValue:
        return NOT_READ
    return sorted(value) if fact.kind == "codes" else value


def _fault(line: Mapping[str, object]) -> UnknownFact | WrongValue:
    try:
        admit(line)
    except (UnknownFact, WrongValue) as why:
        return why
    raise AssertionError(line)
