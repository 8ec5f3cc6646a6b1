"""The control file over a whole base: how long it takes to write, how long to verify, what memory it takes."""

import resource
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aval.console.benches.crowd import make_crowd
from aval.console.benches.sending import make_campaign

MADE_AT_ONCE = 50_000


def measure(size: int) -> dict[str, Any]:
    """`size` people, each with an entry of the ledger; the whole file, then one restricted to one complainant."""
    from aval import evidence
    from aval.accountability.control_file import keeps, parts
    from aval.accountability.pieces import Asked
    from aval.oversight.dossier import DOCUMENTS
    from aval.prospects.models import Person

    at = datetime.now(UTC)
    source = make_campaign(0, at).source
    organisation = source.organisation
    for start in range(0, size, MADE_AT_ONCE):
        count = min(MADE_AT_ONCE, size - start)
        make_crowd(source, count, at, start=start)
        _decide(organisation.pk, start, count, at)
    her = Person.objects.of(organisation).latest("pk").pk
    answer: dict[str, Any] = {"people": size}
    with tempfile.TemporaryDirectory() as folder:
        for name, asked in (("whole", Asked()), ("complainant", Asked(complainants=frozenset({her})))):
            path, before, started = Path(folder) / f"{name}.zip", _memory(), time.perf_counter()
            with path.open("wb") as out:
                told = parts(organisation, at=at, asked=asked, more=DOCUMENTS)
                head = evidence.export(organisation.pk, out, at=at, parts=told, keeps=keeps(organisation, asked))
            answer[f"{name}_seconds"] = round(time.perf_counter() - started, 1)
            answer[f"{name}_memory_mb_more"] = _memory() - before
            answer[f"{name}_mb"] = path.stat().st_size // 1_000_000
            started = time.perf_counter()
            report = evidence.check_file(path)
            answer[f"{name}_verify_seconds"] = round(time.perf_counter() - started, 1)
            answer[f"{name}_withheld"] = report.withheld
            answer["ok"] = answer.get("ok", True) and report.ok
    return {**answer, "entries": head.size}


def _decide(ledger: int, start: int, count: int, at: datetime) -> None:
    """An entry of the size of a decision for each."""
    from django.db import transaction

    from aval import evidence

    told = {"channel": "email", "verdict": "allow", "basis": "legitimate-interest", "findings": ["b2b-doctrine"], "law": "0" * 64}  # fmt: skip
    with transaction.atomic():
        evidence.record_many(
            ledger, "decision:contact:granted", [(told, f"person:{start + one + 1}") for one in range(count)], at=at
        )


def _memory() -> int:
    """The most this process ever held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
