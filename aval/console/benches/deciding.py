"""Deciding alone, measured: the law's own figures, with what they are held against."""

import resource
from typing import Any

from aval.console.benches import asking
from aval.law.measuring import bench, prove


def measure(size: int) -> dict[str, Any]:
    """People a second of one core for each question; `to_reading`: times slower than reading the same facts from Parquet.

    `peak_mb` is the memory of the whole process, the facts themselves (`people` rows) and their Parquet among it.
    """
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    rates = bench(size)
    answer = (
        rates
        | asking.measure()
        | {
            "to_reading": round(rates["reading"] / rates["listed"], 1),
            "memory_before_mb": before,
        }
    )
    try:
        return answer | prove()
    except ModuleNotFoundError:  # the solver is not among what runs Aval
        return answer | {"proofs_s": None}
