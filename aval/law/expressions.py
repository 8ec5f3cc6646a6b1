"""Conditions as trees: named facts, dated parameters, comparisons, calendar periods, and, or, not, known.

A tree is built once, by ordinary operators, and read four ways (`aval.law.readings`): columns, one person, symbols of
a solver, a page. Equal trees are one object, so a condition that ten rules share is worked out once.

Logic is three-valued (Kleene): a comparison with an unknown fact is unknown; `known` alone turns it into a no.
"""

import calendar
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal, NoReturn

from aval.law.facts import VOCABULARY, Fact, named

Op = Literal[
    "fact", "const", "notion", "and", "or", "not", "known", "eq", "lt", "le", "among", "within", "has", "empty", "shift"
]
TRUTH: Final = "bool"
MONTHS_A_YEAR: Final = 12


class BadRule(TypeError):
    """A condition that means nothing: wrong kinds, a value outside an enumeration, a tree used as a Python yes or no."""


@dataclass(frozen=True, order=True)
class Period:
    """A calendar period (settled point 9): a missing day becomes the last of the month. Negative `sign` goes back."""

    months: int = 0
    days: int = 0
    sign: Literal[1, -1] = 1

    @classmethod
    def read(cls, text: str) -> "Period":
        """From ISO 8601: P3Y, P1M, P30D, -P30D."""
        match = re.fullmatch(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?", text)
        if not match or not any(match.groups()[1:]):
            raise ValueError(f"not a period: {text}")
        minus, years, months, days = match.groups()
        return cls(int(years or 0) * MONTHS_A_YEAR + int(months or 0), int(days or 0), -1 if minus else 1)

    def after(self, day: date) -> date:
        """The anniversary day: the first day outside the period."""
        index = day.year * MONTHS_A_YEAR + day.month - 1 + self.sign * self.months
        year, month = divmod(index, MONTHS_A_YEAR)
        last = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(day.day, last)) + timedelta(days=self.sign * self.days)

    def __str__(self) -> str:
        years, months = divmod(self.months, MONTHS_A_YEAR)
        parts = "".join(f"{n}{unit}" for n, unit in ((years, "Y"), (months, "M"), (self.days, "D")) if n)
        return f"{'-' if self.sign < 0 else ''}P{parts}"


class Node:
    """One condition or value. Use the operators and the functions of this module; never the constructor.

    `kind` is the kind of its value; `data` what no argument says (name of a fact, constant, list of values, period);
    `label` names the parameter a constant comes from.
    """

    __slots__ = ("args", "data", "kind", "label", "op")
    op: Op
    args: "tuple[Node, ...]"
    kind: str
    data: Any
    label: str

    def __and__(self, other: "Node") -> "Node":
        return _joined("and", (self, other))

    def __or__(self, other: "Node") -> "Node":
        return _joined("or", (self, other))

    def __invert__(self) -> "Node":
        _want(self, TRUTH)
        return self.args[0] if self.op == "not" else _node("not", (self,), TRUTH)

    def __eq__(self, other: object) -> "Node":  # type: ignore[override]
        return _compare("eq", self, other)

    def __ne__(self, other: object) -> "Node":  # type: ignore[override]
        return ~_compare("eq", self, other)

    def __lt__(self, other: object) -> "Node":
        return _compare("lt", self, other)

    def __le__(self, other: object) -> "Node":
        return _compare("le", self, other)

    def __gt__(self, other: object) -> "Node":
        return ~_compare("le", self, other)

    def __ge__(self, other: object) -> "Node":
        return ~_compare("lt", self, other)

    def __add__(self, period: object) -> "Node":
        """A date, `period` later; `period` is a constant from the parameters."""
        _want(self, "date")
        length = period.data if isinstance(period, Node) else period
        if not isinstance(length, Period):
            raise BadRule(f"not a period: {period}")
        return _node("shift", (self,), "date", length, period.label if isinstance(period, Node) else "")

    def __hash__(self) -> int:
        return id(self)

    def __bool__(self) -> NoReturn:
        raise BadRule("a condition is neither true nor false before facts are known: use &, |, ~")

    def __repr__(self) -> str:
        return canonical(self)


_interned: dict[tuple[object, ...], Node] = {}


def _node(op: Op, args: tuple[Node, ...], kind: str, data: Any = None, label: str = "") -> Node:
    key = (op, tuple(id(arg) for arg in args), kind, type(data), data, label)
    if key not in _interned:
        node = object.__new__(Node)
        node.op, node.args, node.kind, node.data, node.label = op, args, kind, data, label
        _interned[key] = node
    return _interned[key]


def fact(name: str) -> Node:
    """The fact of that name, as a node. Raises UnknownFact."""
    return _node("fact", (), named(name).kind, name)


def const(value: Any, label: str = "") -> Node:
    """A constant: yes or no, number, day, period or code; `label` names the parameter it comes from."""
    kinds: tuple[tuple[type, str], ...] = (
        (bool, TRUTH),
        (int, "int"),
        (date, "date"),
        (Period, "period"),
        (str, "text"),
        (tuple, "list"),
    )
    for type_, kind in kinds:
        if isinstance(value, type_):
            return _node("const", (), kind, value, label)
    raise BadRule(f"not a constant: {value!r}")


ALWAYS: Final = const(value=True)


def notion(name: str, meaning: Node) -> Node:
    """A condition with a name counsel uses; it means what `meaning` says."""
    _want(meaning, TRUTH)
    return _node("notion", (meaning,), TRUTH, name)


def known(node: Node) -> Node:
    """Whether the value is known; itself always known."""
    return _node("known", (node,), TRUTH)


def among(node: Node, *values: "str | Node") -> Node:
    """Whether the value is one of these, codes or lists of codes from the parameters."""
    codes: list[str] = []
    labels = []
    for value in values:
        codes.extend(value.data if isinstance(value, Node) else [value])
        labels.append(value.label if isinstance(value, Node) else "")
    if node.kind not in ("enum", "text"):
        raise BadRule(f"{node.kind} is not one of several codes")
    for code in codes:
        _check_code(node, code)
    return _node("among", (node,), TRUTH, tuple(codes), next(filter(None, labels), ""))


def within(value: Node, codes: Node) -> Node:
    """Whether a code is in a set of codes that is a fact too."""
    _want(value, "text")
    _want(codes, "codes")
    return _node("within", (value, codes), TRUTH)


def has(codes: Node, code: str) -> Node:
    """Whether a set of codes holds this one."""
    _want(codes, "codes")
    return _node("has", (codes,), TRUTH, code)


def empty(codes: Node) -> Node:
    """Whether a set of codes is empty."""
    _want(codes, "codes")
    return _node("empty", (codes,), TRUTH)


def every(*nodes: Node) -> Node:
    """All of these."""
    return _joined("and", nodes)


def either(*nodes: Node) -> Node:
    """At least one of these."""
    return _joined("or", nodes)


def _joined(op: Literal["and", "or"], nodes: Iterable[Node]) -> Node:
    args: list[Node] = []
    for node in nodes:
        _want(node, TRUTH)
        args.extend(arg for arg in (node.args if node.op == op else (node,)) if not any(arg is one for one in args))
    return args[0] if len(args) == 1 else _node(op, tuple(args), TRUTH)


def _compare(op: Literal["eq", "lt", "le"], left: Node, other: object) -> Node:
    right = other if isinstance(other, Node) else const(other)
    if left.kind == "enum" and right.op == "const":
        _check_code(left, right.data)
    elif left.kind != right.kind or left.kind in ("codes", "list", "period"):
        raise BadRule(f"{left.kind} does not compare with {right.kind}: {left} {op} {right}")
    if op != "eq" and left.kind not in ("int", "date"):
        raise BadRule(f"{left.kind} has no order: {left}")
    if left.kind == TRUTH and right.op == "const":
        return left if right.data else ~left
    return _node(op, (left, right), TRUTH)


def _check_code(node: Node, code: object) -> None:
    if node.op == "fact" and node.kind == "enum" and code not in VOCABULARY[node.data].values:
        raise BadRule(f"{node.data} is never {code!r}")


def _want(node: object, kind: str) -> None:
    if not isinstance(node, Node) or node.kind != kind:
        raise BadRule(f"{kind} expected, not {node!r}")


def ordered(roots: Iterable[Node]) -> list[Node]:
    """Every node under these, once, arguments before what uses them."""
    done: dict[Node, None] = {}

    def visit(node: Node) -> None:
        if node not in done:
            for arg in node.args:
                visit(arg)
            done[node] = None

    for root in roots:
        visit(root)
    return list(done)


def facts_of(*roots: Node) -> Iterator[Fact]:
    """The facts these conditions ask about, in the order they are met."""
    return (VOCABULARY[node.data] for node in ordered(roots) if node.op == "fact")


def canonical(node: Node) -> str:
    """The tree as one line of text, for messages and the digest."""
    if node.op == "fact":
        return str(node.data)
    data = "" if node.data is None else str(node.data) if isinstance(node.data, Period) else repr(node.data)
    inner = ", ".join(canonical(arg) for arg in node.args)
    return " ".join(filter(None, (node.op, data))) + (f"({inner})" if inner else "")


def digests(roots: Iterable[Node]) -> list[str]:
    """SHA-256 of each tree, the same on every machine; a shared part is read once."""
    seen: dict[Node, str] = {}
    nodes = list(roots)
    for node in ordered(nodes):
        data = str(node.data) if isinstance(node.data, Period) else repr(node.data)
        text = "\x00".join((node.op, node.kind, data, node.label, *(seen[arg] for arg in node.args)))
        seen[node] = hashlib.sha256(text.encode()).hexdigest()
    return [seen[node] for node in nodes]
