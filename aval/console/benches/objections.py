"""Objection against sending at full rate: people object while several workers write to them, and the sink tells when."""

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from aval.campaigns.models import Campaign
from aval.console.benches.sending import make_campaign, start_sink
from aval.post.attempts import aim_attempts, progress
from aval.post.models import Attempt, Worker
from aval.prospects.models import ContactPoint
from aval.prospects.objecting import object_to

WORKERS = 4
FOR_EACH = 150  # people of the campaign for each objection: the workers must still be at it at the last
LIMIT = 1.0  # seconds after an objection is stored


def measure(trials: int) -> dict[str, Any]:
    """`trials` people of a running campaign object, those whose letter is in a worker's hands first."""
    at = timezone.now()
    campaign = make_campaign(trials * FOR_EACH, at)
    aim_attempts(campaign, at)
    log = Path(tempfile.mkstemp(prefix="aval-sink-")[1])
    sink = start_sink(campaign, "--log", str(log))
    workers = [
        subprocess.Popen([sys.executable, "-m", "aval", "work"], stderr=subprocess.DEVNULL) for _ in range(WORKERS)
    ]
    try:
        while Worker.objects.count() < WORKERS:
            time.sleep(0.05)
        started = time.perf_counter()
        stored = dict(_object(campaign, trials))
        objecting = time.perf_counter() - started
        rate = progress(campaign)["sent"] / objecting
        time.sleep(3 * LIMIT)
    finally:
        for one in workers:
            one.send_signal(signal.SIGTERM)
        for one in workers:
            one.wait()
        taken = int(sink.communicate()[0])
    handed = dict(reversed(line.split()) for line in log.read_text().splitlines())
    log.unlink()
    told = _told(stored, handed)
    states = {name: count for name, count in progress(campaign).items() if count}
    return {
        "ok": len(stored) == trials and not told["handed_after_one_second"] and taken == len(handed) == states["sent"],
        "base": connection.vendor,
        "workers": WORKERS,
        "messages": taken,
        "messages_per_second_meanwhile": round(rate),
        **told,
        "states": states,
    }


def _told(stored: Mapping[str, tuple[float, float]], handed: Mapping[str, str]) -> dict[str, Any]:
    """How long after each objection its letter was handed over, if it was; how long storing took."""
    after = [float(handed[address]) - when for address, (when, _seconds) in stored.items() if address in handed]
    late = sorted(seconds for seconds in after if seconds > 0)
    waits = sorted(seconds for _when, seconds in stored.values())
    return {
        "objections": len(stored),
        "handed_after_one_second": sum(seconds > LIMIT for seconds in late),
        "handed_after_the_objection": len(late),
        "latest_ms": round(1000 * late[-1], 1) if late else 0.0,
        "handed_before_it": sum(seconds <= 0 for seconds in after),
        "never_handed": len(stored) - len(after),
        "storing_p50_ms": round(1000 * waits[len(waits) // 2], 1),
        "storing_p99_ms": round(1000 * waits[len(waits) * 99 // 100], 1),
    }


def _object(campaign: Campaign, trials: int) -> Iterator[tuple[str, tuple[float, float]]]:
    """One after another: address -> (instant at which it was stored, seconds that storing took)."""
    said: set[int] = set()
    while len(said) < trials:
        point = _next(campaign, said)
        if point is None:
            return
        said.add(point.pk)
        began, now = time.perf_counter(), timezone.now()
        object_to(campaign.organisation, point, origin="link", heard_at=now, at=now)
        yield point.value, (time.time(), time.perf_counter() - began)


def _next(campaign: Campaign, said: set[int]) -> ContactPoint | None:
    """Somebody whose letter a worker holds, one time in two; else somebody who waits for hers."""
    held = (Attempt.State.SENDING, Attempt.State.WAITING)
    for state in held if len(said) % 2 else reversed(held):
        attempts = (
            Attempt.objects.of(campaign.organisation_id)
            .filter(campaign=campaign, state=state)
            .exclude(contact_point__in=said)
        )
        found = attempts.select_related("contact_point__person").order_by("-id" if len(said) % 3 else "id").first()
        if found is not None:
            return found.contact_point
    return None
