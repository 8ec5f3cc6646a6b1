"""Two versions of a letter compared by the answers they got, once, when everybody has had time to answer: Fisher's exact test.

Looking again and again until one version happens to lead would find a winner in pure chance: the test is made once.
Opening a letter is not counted: nobody is watched reading.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from math import exp, lgamma
from typing import Literal

TIME_TO_ANSWER = timedelta(days=14)  # after the last letter of the step was handed over
SHOWN = 0.05  # a difference at least as wide would come by chance less often than that
Verdict = Literal["not-yet", "too-few", "no-difference", "a", "b"]


@dataclass(frozen=True, slots=True)
class Arm:
    """One version: how many people were handed it, how many of them answered."""

    handed: int
    answered: int

    @property
    def rate(self) -> float:
        return self.answered / self.handed if self.handed else 0.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """What may honestly be said of two versions; `chance` is the p-value, None as long as nothing is tested."""

    first: Arm
    second: Arm
    verdict: Verdict
    chance: float | None = None


def compare(first: Arm, second: Arm, *, over: bool) -> Comparison:
    """`over`: everybody was written to, and `TIME_TO_ANSWER` has passed. Nothing is said before."""
    if not over:
        return Comparison(first, second, "not-yet")
    if min(fisher(*split) for split in _extremes(first, second)) > SHOWN:
        return Comparison(first, second, "too-few")
    chance = fisher(first, second)
    if chance > SHOWN:
        return Comparison(first, second, "no-difference", chance)
    return Comparison(first, second, "a" if first.rate > second.rate else "b", chance)


def fisher(first: Arm, second: Arm) -> float:
    """The two-sided p-value: the weight of every table as rare as the one seen, margins kept."""
    answered = first.answered + second.answered
    seen = _table(first.handed, second.handed, answered, first.answered)
    tables = (_table(first.handed, second.handed, answered, k) for k in _possible(first, second))
    return min(1.0, sum(weight for weight in tables if weight <= seen * (1 + 1e-9)))


def _extremes(first: Arm, second: Arm) -> Iterator[tuple[Arm, Arm]]:
    """The two most uneven splits of the same answers: when even they prove nothing, nothing can."""
    answered = first.answered + second.answered
    ks = list(_possible(first, second))
    return ((Arm(first.handed, k), Arm(second.handed, answered - k)) for k in (ks[0], ks[-1]))


def _possible(first: Arm, second: Arm) -> Iterator[int]:
    """The answers the first version may have got, the total kept."""
    answered = first.answered + second.answered
    return iter(range(max(0, answered - second.handed), min(first.handed, answered) + 1))


def _table(first: int, second: int, answered: int, k: int) -> float:
    """The weight of k answers out of `answered` falling to the first version (hypergeometric)."""
    return exp(_choose(first, k) + _choose(second, answered - k) - _choose(first + second, answered))


def _choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
