"""Who works, and who died at it.

A worker says it is alive at least once a message. One whose process is gone from this machine, or that nobody has seen
for `SILENCE`, is dead: `recovering` takes what it held, and its row goes. A worker whose row is gone has been replaced:
it must not hand over anything more (`Replaced`).
"""

import os
import secrets
import socket
import uuid
from datetime import datetime, timedelta
from pathlib import Path

from aval.post.models import Worker

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
