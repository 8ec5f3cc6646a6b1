"""What a worker was doing, message by message, in a file of its own: read only if it dies.

A line is written before a content leaves and when its answer comes. It costs two short writes a message and no
synchronisation: a killed process loses none of them, and after a power cut the machine is not the same boot, so the
file is not believed (`recovering`).
"""

import json
import os
from pathlib import Path

from django.conf import settings

from aval.post.smtp import Outcome, Receipt

Told = tuple[Outcome, int, str]  # an outcome, the server's code and words


class CannotNote(Exception):
    """The journal cannot be written (a full disk): nothing more may leave by this worker."""


class Journal:
    """Of one worker. Emptied each time what it says is in the base."""

    def __init__(self, worker: str) -> None:
        self.path = path_of(worker)
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file = os.open(self.path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)

    def leaving(self, attempt: int) -> None:
        """The content of this attempt leaves now. Raises `CannotNote`."""
        self._note(b"[%d]\n" % attempt)

    def answered(self, attempt: int, receipt: Receipt) -> None:
        """The server answered. Raises `CannotNote`."""
        self._note(f"{json.dumps([attempt, receipt.outcome, receipt.code, receipt.text])}\n".encode())

    def _note(self, line: bytes) -> None:
        try:
            written = os.write(self._file, line)
        except OSError as why:
            raise CannotNote(str(why)) from why
        if written < len(line):  # half a line is no line: it is not read back
            raise CannotNote(str(self.path))

    def empty(self) -> None:
        """All of it is recorded."""
        os.ftruncate(self._file, 0)

    def close(self) -> None:
        """The worker leaves, holding nothing."""
        os.close(self._file)
        self.path.unlink(missing_ok=True)


def path_of(worker: str) -> Path:
    """Where the journal of this worker is."""
    return Path(settings.AVAL_HOME) / "workers" / worker


def read_journal(worker: str) -> dict[int, Told | None] | None:
    """What left, with its answer or None; None itself when there is no journal: then nothing is known."""
    path = path_of(worker)
    if not path.exists():
        return None
    told: dict[int, Told | None] = {}
    for line in path.read_bytes().splitlines(keepends=True):
        if line.endswith(b"\n"):
            attempt, *answer = json.loads(line)
            told[attempt] = (Outcome(answer[0]), *answer[1:]) if answer else None
    return told
