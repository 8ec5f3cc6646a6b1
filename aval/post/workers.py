"""Who works, who died at it, and what the dead held in their hands.

A worker says it is alive at least once a message. One that is known dead (its process is gone from this machine) or
not seen for `SILENCE` leaves its `sending` attempts behind: they become `uncertain`, and its row goes. A worker whose
row is gone has been replaced: it must not hand over anything more (`Replaced`).
"""

import os
import secrets
import socket
import uuid
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from aval import evidence
from aval.post.models import Attempt, Worker

SILENCE = timedelta(minutes=5)  # longer than the slowest honest dialogue: four replies of a minute each
BEAT = timedelta(seconds=5)


class Replaced(Exception):
    """This worker was taken for dead: what it held belongs to others now."""


def machine() -> str:
    """Where process numbers mean something: this boot of this kernel, this namespace of processes."""
    boot, space = Path("/proc/sys/kernel/random/boot_id"), Path("/proc/self/ns/pid")
    if boot.exists() and space.exists():
        return f"{boot.read_text().strip()}/{space.stat().st_ino}"
    return f"{socket.gethostname()[:40]}/{uuid.getnode():x}"


def arrive(at: datetime) -> Worker:
    """A new worker, this process."""
    name = f"{socket.gethostname()[:20]}-{os.getpid()}-{secrets.token_hex(4)}"
    return Worker.objects.create(name=name, machine=machine(), process=os.getpid(), started_at=at, seen_at=at)


def beat(worker: Worker, at: datetime) -> None:
    """Say that the worker is alive. `Replaced` when it was given up for dead."""
    if not Worker.objects.filter(name=worker.name).update(seen_at=at):
        raise Replaced(worker.name)
    worker.seen_at = at


def leave(worker: Worker) -> None:
    """The worker goes, holding nothing."""
    Worker.objects.filter(name=worker.name).delete()


def is_dead(worker: Worker, at: datetime) -> bool:
    """Its process is gone from this machine, or nobody has seen it for `SILENCE`."""
    if at - worker.seen_at > SILENCE:
        return True
    if worker.machine != machine() or worker.process == os.getpid():
        return False
    try:
        os.kill(worker.process, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


@transaction.atomic
def give_up_the_dead(at: datetime) -> int:
    """What workers held when they died becomes uncertain, each with its entry; how many attempts."""
    dead = [one.name for one in Worker.objects.select_for_update(skip_locked=True) if is_dead(one, at)]
    if not dead:
        return 0
    given_up = give_up(Q(worker__in=dead), at)
    Worker.objects.filter(name__in=dead).delete()
    return given_up


@transaction.atomic
def give_up(held: Q, at: datetime) -> int:
    """These attempts in flight are uncertain from now on; how many."""
    lost = list(Attempt.objects.select_for_update().filter(held, state=Attempt.State.SENDING).order_by("id"))
    Attempt.objects.filter(pk__in=[one.pk for one in lost]).update(state=Attempt.State.UNCERTAIN)
    told = defaultdict(list)
    for one in lost:
        payload = {"attempt": one.pk, "message_id": one.message_id, "server": one.server, "worker": one.worker}
        told[one.organisation_id].append((payload, subject_of(one)))
    for organisation, payloads in sorted(told.items()):
        evidence.record_many(organisation, "attempt:uncertain", payloads, at=at)
    return len(lost)


def subject_of(attempt: Attempt) -> str:
    """Whom an entry about this attempt is about."""
    return f"person:{attempt.person_id}" if attempt.person_id else ""
