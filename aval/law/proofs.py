"""What is proved of the law, over every combination of facts, known or not. Needs z3.

A property is a claim that must hold of every attempt; the solver looks for one that breaks it and, if there is one,
says it as facts that `decide_one` can replay. `aval law proofs` and the tests run the same list.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any

from aval.law.notions import Terms
from aval.law.parameters import Parameters, eras
from aval.law.readings.symbols import ORIGIN, Symbols
from aval.law.rulebook import Rulebook, in_force
from aval.law.tables import Finding, Outcome, Question, Said


@dataclass
class Attempt:
    """One person's facts, put to one question under one book: what comes out, as formulas."""

    book: Rulebook
    question: Question
    symbols: Symbols

    def __post_init__(self) -> None:
        self.z3 = self.symbols.z3
        self.terms = Terms(Parameters(self.book.begins_on))

    def holds(self, name: str, value: str | None = None) -> Any:
        """That a fact or notion holds, or that a fact has this value."""
        node = getattr(self.terms, name)
        return self.symbols.read(node if value is None else node == value).yes

    def fails(self, name: str) -> Any:
        """That a fact or notion certainly does not hold."""
        return self.symbols.read(getattr(self.terms, name)).no

    def one_of(self, name: str, *values: str) -> Any:
        """That a fact has one of these values."""
        return self.z3.Or([self.holds(name, value) for value in values])

    def findings(self, *outcomes: Outcome) -> list[Finding]:
        """The findings of these outcomes, obligations apart."""
        found = self.book.findings(self.question)
        return [finding for finding in found if finding.effect != "oblige" and finding.outcome in outcomes]

    def found(self, *outcomes: Outcome) -> Any:
        """That one of these outcomes is found for certain."""
        return self.symbols.some([self.symbols.read(finding.live).yes for finding in self.findings(*outcomes)])

    @cached_property
    def clear(self) -> Any:
        """That nothing stands against it: every restriction is certainly not live."""
        against = self.findings(Outcome.ACTION_FIRST, Outcome.REVIEW, Outcome.FORBIDDEN)
        return self.symbols.every([self.symbols.read(finding.live).no for finding in against])

    @cached_property
    def allowed(self) -> Any:
        """That the answer is allow."""
        return self.z3.And(self.clear, self.found(Outcome.ALLOWED))

    @cached_property
    def reviewed(self) -> Any:
        """That the answer is review."""
        return self.z3.And(self.found(Outcome.REVIEW), self.z3.Not(self.found(Outcome.FORBIDDEN)))

    @cached_property
    def unknown(self) -> Any:
        """That some restriction is neither live nor not."""
        against = self.findings(Outcome.ACTION_FIRST, Outcome.REVIEW, Outcome.FORBIDDEN)
        trits = [self.symbols.read(finding.live) for finding in against]
        return self.z3.Or([self.z3.Not(self.z3.Or(trit.yes, trit.no)) for trit in trits])


Breach = Callable[[Attempt, Attempt], Any]


@dataclass(frozen=True)
class Property:
    """A claim, and the formula of an attempt that would break it.

    `differing`: with a second attempt that shares every other fact with the first, for claims that compare two.
    """

    code: str
    said: Said
    question: Question
    breach: Breach
    differing: frozenset[str] = frozenset()

    def counter_example(self, book: Rulebook) -> dict[str, object] | None:
        """Facts that break the claim under this book, or None: then there are none."""
        first, second = _people(self.code, self.differing)
        one, two = Attempt(book, self.question, first), Attempt(book, self.question, second)
        formula = self.breach(one, two)
        begins, ends = _stretch(book.begins_on)
        on = one.symbols.fact("on")[1]
        z3 = one.z3
        search = z3.Solver()
        search.add(formula, on >= begins, on < ends, *two.symbols.everything())
        model = two.symbols.model(search)
        return None if model is None else two.symbols.facts(model)


@lru_cache(maxsize=1)
def _people(_claim: str, differing: frozenset[str]) -> tuple[Symbols, Symbols]:
    """The one or two people a claim is about, the same in every stretch of the law: what two of them share is read once."""
    first = Symbols("a")
    return first, Symbols("b", twin=first, differing=differing)


def _stretch(begins_on: date) -> tuple[int, int]:
    later = [day for day in eras() if day > begins_on]
    ends_on = later[0] if later else begins_on + timedelta(days=3650)
    return (begins_on - ORIGIN).days, (ends_on - ORIGIN).days


def dead_findings() -> Iterator[tuple[str, str]]:
    """Rule and code of every branch that no facts can reach, in any stretch of the law."""
    alive: set[tuple[str, str, str]] = set()
    every: dict[tuple[str, str, str], None] = {}
    for begins_on in eras():
        book = in_force(begins_on)
        symbols = Symbols()
        z3 = symbols.z3
        for question in ("contact", "message", "hold"):
            for finding in book.findings(question):
                key = (finding.rule, finding.code, finding.outcome.code)
                every[key] = None
                if key in alive:
                    continue
                search = z3.Solver()
                search.add(symbols.read(finding.live).yes, *symbols.everything())
                if search.check() == z3.sat:
                    alive.add(key)
    for rule, code, _ in every:
        if (rule, code, _) not in alive:
            yield rule, code
