"""When a rate has drifted: this week against its own past, by an exact test, with few false alarms among many questions.

Two Poisson rates are compared exactly (Przyborowski and Wilenski, 1940): were they equal, each of the x + X events would be of this
week with probability n / (n + N), whatever the rate. The chance of x or more is a binomial tail, which anybody can compute
again. Many questions are asked each night: Benjamini and Hochberg (1995) keep the share of false signals below `FALSE`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

FALSE = 0.01  # of the signals of a night, at most, are expected to be chance
FEWEST = 5  # events of a week below which nothing is said
RATIO = 1.5  # a rate below that many times its past is no drift worth a look
PAST = 100  # exposures of the past below which it says nothing


@dataclass(frozen=True, slots=True)
class Counts:
    """Events among exposures, this week and before: 12 objections for 400 letters, against 30 for 4 000."""

    events: int
    exposed: int
    past_events: int
    past_exposed: int

    @property
    def rate(self) -> float:
        return self.events / self.exposed if self.exposed else 0.0

    @property
    def past_rate(self) -> float:
        return self.past_events / self.past_exposed if self.past_exposed else 0.0


def chance(counts: Counts) -> float:
    """The probability of so many events this week, or more, had nothing changed; 1 when there is nothing to compare."""
    exposed = counts.exposed + counts.past_exposed
    if not counts.exposed or not counts.past_exposed:
        return 1.0
    return tail(counts.events, counts.events + counts.past_events, counts.exposed / exposed)


def tail(least: int, trials: int, share: float) -> float:
    """P(B ≥ least) for B binomial (trials, share), summed term by term in logarithms."""
    if least <= 0:
        return 1.0
    if least > trials or share <= 0:
        return 0.0
    if share >= 1:
        return 1.0
    no, yes = math.log1p(-share), math.log(share)
    whole = math.lgamma(trials + 1)
    terms = (
        math.exp(whole - math.lgamma(one + 1) - math.lgamma(trials - one + 1) + one * yes + (trials - one) * no)
        for one in range(least, trials + 1)
    )
    return min(1.0, math.fsum(terms))


def worth_a_look(counts: Counts) -> bool:
    """Whether it may be a signal at all: enough events, enough past, and a rate that is really higher."""
    return counts.events >= FEWEST and counts.past_exposed >= PAST and counts.rate >= RATIO * counts.past_rate


def signals(asked: Sequence[Counts]) -> list[tuple[int, float]]:
    """(place, chance) of those that drifted, the least likely first, of all the questions asked together.

    Every question counts in the number asked, those not worth a look included: the bound is the safer for it.
    """
    ranked = sorted((chance(one), place) for place, one in enumerate(asked) if worth_a_look(one))
    kept = 0
    for rank, (likely, _place) in enumerate(ranked, start=1):
        if likely <= FALSE * rank / len(asked):
            kept = rank
    return [(place, likely) for likely, place in ranked[:kept]]
