"""How fast evidence is kept and checked, against hashing alone, in one run on one machine."""

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from aval.evidence.ledger import GROUP, record_many
from aval.evidence.live import verify_live
from aval.evidence.receipts import receipt

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def bench(ledger: int, count: int = 100_000, group: int = GROUP) -> dict[str, Any]:
    """Record `count` entries in an unused ledger, a transaction a group, then verify it; entries a second of each.

    The entries stay: run it on a base made for it. `hashing` is the three hashes an entry costs, and nothing else.
    """
    rates = {"entries": count, "group": group}
    rates["hashing"] = _rate(count, lambda: _hash(count))
    rates["recording"] = _rate(count, lambda: _record(ledger, count, group))
    report = verify_live(ledger)
    if not report.ok or report.entries != count:
        raise RuntimeError(report.sentence("en"))
    rates["verifying"] = _rate(count, lambda: verify_live(ledger))
    receipt(ledger, 0, at=AT)
    rates["receipts"] = _rate(20, lambda: [receipt(ledger, count * i // 20, at=AT) for i in range(20)])
    return rates


def _rate(count: int, act: Callable[[], object]) -> int:
    start = time.perf_counter()
    act()
    return round(count / (time.perf_counter() - start))


def _hash(count: int) -> None:
    content, place, pair = os.urandom(260), os.urandom(170), os.urandom(65)
    for _ in range(count):
        hashlib.sha256(content).digest()
        hashlib.sha256(place).digest()
        hashlib.sha256(pair).digest()


def _record(ledger: int, count: int, group: int) -> None:
    for start in range(0, count, group):
        with transaction.atomic():
            record_many(ledger, "decision:contact:refused", _payloads(start, min(start + group, count)), at=AT)


def _payloads(start: int, stop: int) -> Iterator[tuple[dict[str, Any], str]]:
    """Refusals such as a screening writes: some 200 bytes each."""
    reasons, law = ["no-legal-basis", "not-relevant"], "a" * 32
    for number in range(start, stop):
        yield (
            {
                "offer": "daf-2026",
                "person": number,
                "verdict": "refuse",
                "reasons": reasons,
                "law": law,
                "list": "salon",
                "line": number,
                "channel": "email",
                "basis": None,
            },
            f"person:{number}",
        )
