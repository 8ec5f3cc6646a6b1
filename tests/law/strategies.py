"""Random facts over the whole vocabulary, known or not, a crowd at a time from one seed."""

from datetime import date, timedelta
from random import Random

import polars as pl
from hypothesis import strategies as st

from aval.law.facts import VOCABULARY, Fact
from aval.law.parameters import eras
from tests.law.people import STARTS

CODES = [
    "finance",
    "human_resources",
    "legal",
    "M",
    "N",
    "FR",
    "DE",
    "RE",
    "US",
    "O",
    "P",
    "function-stale",
    "sole-trader",
]
FIRST, LAST = date(2019, 1, 1), date(2027, 12, 31)


def day(random: Random) -> date:
    """Any day, or one on which the law changes."""
    return random.choice([*eras()[1:], FIRST + timedelta(random.randrange((LAST - FIRST).days))])


def value(fact: Fact, random: Random) -> object:
    """A value of this fact, or its absence."""
    if fact.name != "on" and random.random() < 0.15:
        return None
    return {
        "bool": lambda: random.random() < 0.5,
        "enum": lambda: random.choice(fact.values),
        "date": lambda: day(random),
        "int": lambda: random.choice([random.randrange(6), random.randrange(1440)]),
        "text": lambda: random.choice(CODES),
        "codes": lambda: random.sample(CODES, random.randrange(4)),
    }[fact.kind]()


def person(random: Random) -> dict[str, object]:
    """Facts at random, or a lawful attempt with a few facts changed: the second kind reaches the deep branches."""
    if random.random() < 0.3:
        return {name: value(fact, random) for name, fact in VOCABULARY.items()}
    start = dict.fromkeys(VOCABULARY) | random.choice(STARTS)
    changed = random.sample(list(VOCABULARY), random.randrange(6))
    return start | {name: value(VOCABULARY[name], random) for name in changed}


def crowds(size: int) -> st.SearchStrategy[list[dict[str, object]]]:
    """So many people, from a seed Hypothesis chooses."""

    def born(seed: int) -> list[dict[str, object]]:
        random = Random(seed)  # noqa: S311  a crowd is no secret
        return [person(random) for _ in range(size)]

    return st.integers(0, 2**32).map(born)


DAYS = st.dates(FIRST, LAST) | st.sampled_from(eras()) | st.just(date(2024, 2, 29))


def multitude(seed: int, size: int) -> pl.DataFrame:
    """A great many people at once, a column at a time, every fact known or not."""
    random = Random(seed)  # noqa: S311  a crowd is no secret
    columns = {}
    for name, fact in VOCABULARY.items():
        pool = [value(fact, random) for _ in range(40)]
        columns[name] = pl.Series(name, pool, dtype=fact.dtype).sample(
            size, with_replacement=True, seed=random.randrange(2**32)
        )
    return pl.DataFrame(columns)
