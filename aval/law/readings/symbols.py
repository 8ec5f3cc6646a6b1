"""A tree read by a solver: every combination of facts at once. Needs z3 (`pip install aval[proofs]`).

A condition becomes two formulas: that it holds, that it does not; when neither does, it is unknown (Kleene). Days are
numbers. A calendar period is a function the solver knows only to be monotone and to stay within its possible lengths:
what is proved of every such function is true of the calendar.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, cast

from aval.law.expressions import MONTHS_A_YEAR, Node, Period
from aval.law.facts import EARLIEST, LATEST, VOCABULARY, Fact

ORIGIN = date(1970, 1, 1)
SHORTEST, LONGEST = 28, 31  # days of a month


def solver() -> Any:
    """The z3 module. Raises ModuleNotFoundError when it is not installed."""
    import z3  # type: ignore[import-untyped]  # noqa: PLC0415  heavy, and only for proofs

    return cast("Any", z3)


@dataclass(frozen=True)
class Trit:
    """A condition: that it holds, that it does not."""

    yes: Any
    no: Any


@dataclass
class Symbols:
    """The facts of one person nobody has met; `name` keeps two of them apart.

    `twin` and `differing`: the facts outside `differing` are the other's, known or not.
    """

    name: str = "a"
    twin: "Symbols | None" = None
    differing: frozenset[str] = frozenset()
    axioms: list[Any] = field(default_factory=list)
    atoms: dict[tuple[str, ...], Any] = field(default_factory=dict)
    _seen: dict[Node, Any] = field(default_factory=dict)
    _facts: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    moves: dict[Period, list[tuple[Any, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.z3 = solver()
        if self.twin is not None:
            self.numbers, self.moves = self.twin.numbers, self.twin.moves

    def fact(self, name: str) -> tuple[Any, Any]:
        """Whether it is known, and its value."""
        if self.twin is not None and name not in self.differing:
            return self.twin.fact(name)
        if name not in self._facts:
            self._facts[name] = self._declare(VOCABULARY[name])
        return self._facts[name]

    def _declare(self, fact: Fact) -> tuple[Any, Any]:
        z3, label = self.z3, f"{self.name}.{fact.name}"
        always = fact.default is not None or fact.name == "on"
        known = z3.BoolVal(val=True) if always else z3.Bool(f"{label}?")
        if fact.kind == "bool":
            return known, z3.Bool(label)
        number = z3.Int(label)
        if fact.kind == "enum":
            self.axioms.append(z3.And(number >= 0, number < len(fact.values)))
        elif fact.kind == "int":
            self.axioms.append(number >= 0)
        elif fact.kind == "date":
            self.axioms.append(z3.And(number >= _day(EARLIEST), number < _day(LATEST)))
        return known, number

    def read(self, node: Node) -> Trit:
        """A condition, as two formulas."""
        if node not in self._seen:
            self._seen[node] = self._read(node)
        return cast("Trit", self._seen[node])

    def _read(self, node: Node) -> Trit:
        z3 = self.z3
        match node.op:
            case "notion":
                return self.read(node.args[0])
            case "not":
                inner = self.read(node.args[0])
                return Trit(inner.no, inner.yes)
            case "and" | "or":
                parts = [self.read(arg) for arg in node.args]
                yes, no = [part.yes for part in parts], [part.no for part in parts]
                return (
                    Trit(self.every(yes), self.some(no)) if node.op == "and" else Trit(self.some(yes), self.every(no))
                )
            case "const":
                return Trit(z3.BoolVal(node.data), z3.BoolVal(not node.data))
            case "known":
                known = self._value(node.args[0])[0]
                return Trit(known, z3.Not(known))
            case "fact":
                known, value = self.fact(node.data)
            case "has" | "within" | "empty":
                known, value = self._membership(node)
            case _:
                known, value = self._compared(node)
        return Trit(self.every([known, value]), self.every([known, z3.Not(value)]))

    def every(self, parts: list[Any]) -> Any:
        """That all of these hold. What is certain is left out; the rest is joined without z3 asking each its sort."""
        left = [part for part in parts if not self.z3.is_true(part)]
        if any(self.z3.is_false(part) for part in left):
            return self.z3.BoolVal(val=False)
        return self._joined(left, self.z3.Z3_mk_and) if left else self.z3.BoolVal(val=True)

    def some(self, parts: list[Any]) -> Any:
        """That one of these holds."""
        left = [part for part in parts if not self.z3.is_false(part)]
        if any(self.z3.is_true(part) for part in left):
            return self.z3.BoolVal(val=True)
        return self._joined(left, self.z3.Z3_mk_or) if left else self.z3.BoolVal(val=False)

    def _joined(self, parts: list[Any], make: Any) -> Any:
        if len(parts) == 1:
            return parts[0]
        context = parts[0].ctx
        refs = (self.z3.Ast * len(parts))(*(part.ast for part in parts))
        return self.z3.BoolRef(make(context.ref(), len(parts), refs), context)

    def _compared(self, node: Node) -> tuple[Any, Any]:
        z3, (known, left) = self.z3, self._value(node.args[0])
        if node.op == "among":
            return known, z3.Or([left == self._code(node.args[0], code) for code in node.data])
        other = node.args[1]
        also, right = self._value(other)
        if other.op == "const" and other.kind == "text":
            right = self._code(node.args[0], other.data)
        compared = {"eq": lambda: left == right, "lt": lambda: left < right, "le": lambda: left <= right}
        return z3.And(known, also), compared[node.op]()

    def _value(self, node: Node) -> tuple[Any, Any]:
        z3 = self.z3
        if node.op == "fact":
            return self.fact(node.data)
        if node.op == "shift":
            known, day = self._value(node.args[0])
            return known, self._moved(node.data, day)
        if node.op == "const":
            value = _day(node.data) if isinstance(node.data, date) else node.data
            return z3.BoolVal(val=True), value
        trit = self.read(node)
        return z3.Or(trit.yes, trit.no), trit.yes

    def _code(self, node: Node, code: str) -> int:
        if node.op == "fact" and node.kind == "enum":
            return VOCABULARY[node.data].values.index(code)
        return self.numbers.setdefault(code, len(self.numbers))

    def _membership(self, node: Node) -> tuple[Any, Any]:
        """Sets are known by what is asked of them: one question, one unknown; a set that holds something is not empty."""
        z3, codes = self.z3, node.args[-1]
        known, _ = self.fact(codes.data)
        if node.op == "within":
            known = z3.And(known, self._value(node.args[0])[0])
        return known, self.atom(codes.data, node.op, *(_key(arg) for arg in node.args), str(node.data))

    def atom(self, codes: str, *key: str) -> Any:
        """One question about one set."""
        shared = self.twin is not None and not ({codes, key[1]} & self.differing)
        if shared and self.twin is not None:
            return self.twin.atom(codes, *key)
        if (codes, *key) not in self.atoms:
            z3, atom = self.z3, self.z3.Bool(f"{self.name}.{codes}:{':'.join(key)}")
            self.atoms[(codes, *key)] = atom
            if key[0] != "empty":
                self.axioms.append(z3.Implies(atom, z3.Not(self.atom(codes, "empty", codes, "None"))))
        return self.atoms[(codes, *key)]

    def _moved(self, period: Period, day: Any) -> Any:
        z3 = self.z3
        moves = self.moves.setdefault(period, [])
        for known_day, known_end in moves:
            if known_day.eq(day):
                return known_end
        end = z3.Int(f"{day}+{period}")
        shortest, longest = sorted(period.sign * days for days in _lengths(period))
        self.axioms.append(z3.And(end >= day + shortest, end <= day + longest))
        for other, other_end in moves:
            self.axioms.append(z3.Implies(other <= day, other_end <= end))
            self.axioms.append(z3.Implies(day <= other, end <= other_end))
        moves.append((day, end))
        return end

    def model(self, search: Any) -> Any:
        """A model of this search whose days are real days: where a period was stretched, the calendar is told. Or None."""
        z3 = self.z3
        while search.check() == z3.sat:
            model, told = search.model(), []
            for period, moves in self.moves.items():
                for day, end in moves:
                    number = model.eval(day, model_completion=True).as_long()
                    true_end = _day(period.after(ORIGIN + timedelta(days=number)))
                    if model.eval(end, model_completion=True).as_long() != true_end:
                        told.append(z3.Implies(day == number, end == true_end))
            if not told:
                return model
            search.add(*told)
        if search.check() == z3.unknown:
            raise RuntimeError(f"the solver gave up: {search.reason_unknown()}")
        return None

    def everything(self) -> list[Any]:
        """What is true of all facts, the twin's included."""
        return [*self.axioms, *(self.twin.everything() if self.twin is not None else [])]

    def facts(self, model: Any) -> dict[str, object]:
        """The facts of a model, as `decide_one` takes them: a counter-example one can replay."""
        found = dict(self._told(model))
        return (self.twin.facts(model) if self.twin is not None else {}) | found

    def _told(self, model: Any) -> Iterator[tuple[str, object]]:
        texts = {number: code for code, number in self.numbers.items()}
        for name, (known, value) in self._facts.items():
            fact = VOCABULARY[name]
            if not self.z3.is_true(model.eval(known, model_completion=True)):
                continue
            if fact.kind == "codes":
                yield name, sorted(self._members(name, model))
                continue
            told = model.eval(value, model_completion=True)
            if fact.kind == "bool":
                yield name, self.z3.is_true(told)
            else:
                number = told.as_long()
                yield name, _spelled(fact, number, texts)

    def _members(self, codes: str, model: Any) -> Iterator[str]:
        texts = {number: code for code, number in self.numbers.items()}
        for (name, op, *key), atom in self.atoms.items():
            holds = self.z3.is_true(model.eval(atom, model_completion=True))
            if name != codes:
                continue
            if op == "empty":
                yield from () if holds else ("something-else",)
            elif holds and op == "has":
                yield key[-1]
            elif holds:
                yield str(
                    _spelled(
                        VOCABULARY[key[0]], model.eval(self.fact(key[0])[1], model_completion=True).as_long(), texts
                    )
                )


def _lengths(period: Period) -> tuple[int, int]:
    years, months = divmod(period.months, MONTHS_A_YEAR)
    return years * 365 + months * SHORTEST + period.days, years * 366 + months * LONGEST + period.days


def _spelled(fact: Fact, number: int, texts: Mapping[int, str]) -> object:
    if fact.kind == "enum":
        return fact.values[number]
    if fact.kind == "date":
        return ORIGIN + timedelta(days=number)
    return texts.get(number, f"code-{number}") if fact.kind == "text" else number


def _key(node: Node) -> str:
    return str(node.data)


def _day(day: date) -> int:
    return (day - ORIGIN).days
