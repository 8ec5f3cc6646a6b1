"""How fast the law answers: lists on one core, one person at a time, and the proofs; in one run on one machine."""

import io
import resource
import time
from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

import polars as pl

from aval.law.cases import cases, situations
from aval.law.deciding import decide, decide_one
from aval.law.facts import VOCABULARY

ON = date(2026, 11, 23)
# What differs from one person of a list to the next; the offer, the message and the policies are the same for all.
PERSONAL = tuple(
    name
    for name, fact in VOCABULARY.items()
    if fact.group in ("recipient", "source", "consent", "customer", "rights", "pressure")
    or name in ("country", "first_message", "function", "function_observed_on", "sector")
)
SEED_PEOPLE = 5_000


def bench(people: int = 1_000_000) -> dict[str, Any]:
    """People decided a second of one core, every rule, a bit a reason; milliseconds for one; against reading the facts.

    `listed`: a list screened for one offer, personal facts as columns. `strangers`: every fact differs for everyone.
    """
    strangers = crowd(people)
    listed, common = strangers.select(PERSONAL), {**_shared(), "on": ON}
    rates: dict[str, Any] = {"people": people, "columns": len(PERSONAL), "facts": len(VOCABULARY)}
    rates["reading"] = _rate(people, _reader(listed))
    rates["listed"] = _rate(people, lambda: decide(listed, common=common).verdict)
    rates["listed_message"] = _rate(people, lambda: decide(listed, common=common, question="message").verdict)
    rates["hold"] = _rate(people, lambda: decide(listed, common=common, question="hold").verdict)
    rates["counted"] = _rate(people, lambda: decide(listed, common=common).counts())
    rates["spelled"] = _rate(people, lambda: decide(listed, common=common).frame())
    rates["strangers"] = _rate(people, lambda: decide(strangers.drop("on"), common={"on": ON}).verdict)
    rates |= one()
    rates["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return rates


def one(times: int = 1_000) -> dict[str, float]:
    """Milliseconds for one person, in the middle and at the ninety-ninth of a hundred."""
    facts = situations()["professional"].facts
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        decide_one(facts, question="message")
        spent.append((time.perf_counter() - start) * 1000)
    spent.sort()
    return {"one_p50_ms": round(spent[times // 2], 3), "one_p99_ms": round(spent[times * 99 // 100], 3)}


def prove() -> dict[str, float]:
    """Seconds the solver takes for every claim, in every stretch of the law."""
    from aval.law.claims import CLAIMS  # noqa: PLC0415  needs the solver
    from aval.law.parameters import eras  # noqa: PLC0415
    from aval.law.rulebook import in_force  # noqa: PLC0415

    start = time.perf_counter()
    for claim in CLAIMS:
        for begins_on in eras():
            if claim.counter_example(in_force(begins_on)) is not None:
                raise AssertionError(claim.code)
    return {"proofs_s": round(time.perf_counter() - start, 2)}


def crowd(people: int) -> pl.DataFrame:
    """So many people drawn from the worked cases, a few facts of each changed for those of another."""
    random = Random(ON.toordinal())  # noqa: S311  a crowd is no secret
    told = [case.facts for case in cases()]
    rows = []
    for _ in range(min(people, SEED_PEOPLE)):
        facts, other = dict(random.choice(told)), random.choice(told)
        facts |= {name: other[name] for name in random.sample(sorted(other), 2)}
        rows.append(facts)
    seed = pl.DataFrame(rows, schema={name: fact.dtype for name, fact in VOCABULARY.items()})
    repeats = -(-people // seed.height)
    return pl.concat([seed] * repeats, rechunk=True).head(people)


def _shared() -> dict[str, object]:
    facts = situations()["professional"].facts
    return {name: value for name, value in facts.items() if name not in PERSONAL}


def _reader(frame: pl.DataFrame) -> Callable[[], object]:
    kept = io.BytesIO()
    frame.write_parquet(kept)
    return lambda: pl.read_parquet(kept.getvalue())


def _rate(count: int, act: Callable[[], object]) -> int:
    """The best of a few, by processor time: what one core does, whoever else is at work."""
    spent = []
    for _ in range(3):
        start = time.process_time()
        act()
        spent.append(time.process_time() - start)
    return round(count / min(spent))
