"""A tree read for many people at once: Polars columns in, a column of yes, no and null (unknown) out.

What is the same for everyone (the day, the offer, the policies, absent facts) stays a plain value, and is folded: a
rule about calls costs nothing on a list of addresses. What differs is a column; yes and no take a bit a person.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

import polars as pl

from aval.law.expressions import Node, Period
from aval.law.facts import VOCABULARY, Fact
from aval.law.readings import plain

DAY = timedelta(days=1)


class Columns:
    """Facts of `height` people: `columns` differ from one to the next, `common` do not."""

    def __init__(self, frame: pl.DataFrame, common: Mapping[str, Any]) -> None:
        self.height = frame.height
        self._facts: dict[str, Any] = dict(common)
        for column in frame.get_columns():
            self._facts[column.name] = _admitted(column)
        self._seen: dict[Node, Any] = {}
        self._prefixes: dict[tuple[int, int], tuple[int, Any]] = {}

    def read(self, node: Node) -> Any:
        """A Series, or one plain value when it is the same for everyone."""
        if node not in self._seen:
            self._seen[node] = self._read(node)
        return self._seen[node]

    def _read(self, node: Node) -> Any:
        if node.op == "fact":
            return self._facts.get(node.data)
        if node.op in ("and", "or"):
            return self._joined(node)
        if node.op in ("lt", "le"):
            moved = self._moved(node)
            if moved is not None:
                return moved
        args = [self.read(arg) for arg in node.args]
        if not any(isinstance(arg, pl.Series) for arg in args):
            return plain.reckon(node, args)
        return self._step(node, args)

    def _joined(self, node: Node) -> Any:
        """Branches of one table begin with the same conditions: what they share is joined once."""
        decisive = node.op == "or"
        result: Any = not decisive
        path = int(decisive)
        for arg in node.args:
            key = (path, id(arg))
            if key not in self._prefixes:
                self._prefixes[key] = (len(self._prefixes) + 2, self._with(result, self.read(arg), decisive=decisive))
            path, result = self._prefixes[key]
            if result is decisive:
                break
        return result

    def _with(self, result: Any, value: Any, *, decisive: bool) -> Any:
        if value is decisive:
            return decisive
        if value is (not decisive):
            return result
        column = self._column(value)
        return column if result is (not decisive) else (result | column if decisive else result & column)

    def _column(self, value: Any) -> pl.Series:
        return value if isinstance(value, pl.Series) else pl.repeat(value, self.height, dtype=pl.Boolean(), eager=True)

    def _step(self, node: Node, args: list[Any]) -> Any:
        op, data, left = node.op, node.data, args[0]
        if op == "known":
            return left.is_not_null()
        if any(arg is None for arg in args):
            return None
        match op:
            case "notion":
                return left
            case "not":
                return ~left
            case "eq":
                return left == args[1] if isinstance(left, pl.Series) else args[1] == left
            case "lt":
                return left < args[1] if isinstance(left, pl.Series) else args[1] > left
            case "le":
                return left <= args[1] if isinstance(left, pl.Series) else args[1] >= left
            case "among":
                return left.is_in(list(data))
            case "within":
                return _within(left, args[1])
            case "has":
                return _has(left, data)
            case "empty":
                return left.list.len() == 0
            case "shift":
                return _shifted(left, data)
        raise AssertionError(op)

    def _moved(self, node: Node) -> Any:
        """`day + period <= that day` for one day is `day <= the last day that makes it so`: no date is computed a row."""
        left, right = node.args
        if left.op == "shift" and isinstance(bound := self.read(right), date):
            return self._up_to(left, bound if node.op == "le" else bound - DAY)
        if right.op == "shift" and isinstance(bound := self.read(left), date):
            reached = self._up_to(right, bound - DAY if node.op == "le" else bound)
            return None if reached is None else ~reached if isinstance(reached, pl.Series) else not reached
        return None

    def _up_to(self, node: Node, bound: date) -> Any:
        while node.op == "shift":
            node, bound = node.args[0], latest(node.data, bound)
        value = self.read(node)
        return None if value is None else value <= bound


def latest(period: Period, bound: date) -> date:
    """The last day whose anniversary is not after `bound`. A period is monotone, so there is one."""
    back = Period(period.months, period.days, -1 if period.sign > 0 else 1)
    day = back.after(bound)
    while period.after(day) > bound:
        day -= DAY
    while period.after(day + DAY) <= bound:
        day += DAY
    return day


def _shifted(days: pl.Series, period: Period) -> pl.Series:
    sign = "-" if period.sign < 0 else ""
    moved = days.dt.offset_by(f"{sign}{period.months}mo") if period.months else days
    return moved.dt.offset_by(f"{sign}{period.days}d") if period.days else moved


def _has(codes: pl.Series, code: str) -> pl.Series:
    """Few people have any: only their sets are read."""
    some = (codes.list.len() > 0).arg_true()
    holders = some.filter(codes.gather(some).list.contains(code))
    found = pl.repeat(value=False, n=codes.len(), dtype=pl.Boolean(), eager=True).scatter(holders, values=True)
    return pl.select(pl.when(codes.is_not_null()).then(found)).to_series() if codes.null_count() else found


def _within(value: Any, codes: Any) -> Any:
    if not isinstance(codes, pl.Series):
        return value.is_in(pl.Series(sorted(codes), dtype=pl.String).implode())
    if not isinstance(value, pl.Series):
        return codes.list.contains(value)
    pair = pl.DataFrame({"value": value, "codes": codes})
    found = pl.col("codes").list.contains(pl.col("value"))
    return pair.select(pl.when(pl.col("value").is_not_null()).then(found)).to_series()


def _cast(column: pl.Series, fact: Fact) -> pl.Series:
    try:
        return column.cast(cast("Any", fact.dtype), strict=True)
    except pl.exceptions.PolarsError as why:
        raise fact.wrong() from why


def _admitted(column: pl.Series) -> Any:
    """The column in the type of its fact, with what absence means filled in; one value when it is all absent."""
    fact = VOCABULARY[column.name]
    if column.null_count() == column.len():
        return fact.default
    typed = column if column.dtype == fact.dtype else _cast(column, fact)
    if fact.default is None or not typed.null_count():
        return typed
    absent = sorted(fact.default) if fact.kind == "codes" else fact.default
    filled = pl.col(column.name).fill_null(pl.lit(absent, dtype=typed.dtype))
    return typed.to_frame().select(filled).to_series()
