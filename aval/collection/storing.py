"""Submissions stored together: those that arrive while one transaction is being written share the next.

Each sender is answered after the commit that holds hers. A commit a batch, not a commit a row: the disk is what costs.
"""

import threading
from collections.abc import Sequence

from django.db import transaction

from aval.collection.models import Submission

MOST = 200  # rows of one transaction


class _Waiting:
    """A row on its way, and what became of it."""

    __slots__ = ("done", "error", "row")

    def __init__(self, row: Submission) -> None:
        self.row, self.done, self.error = row, False, None

    done: bool
    error: BaseException | None


class Together:
    """Who comes first writes for all who came meanwhile; nobody is answered before the base has it."""

    def __init__(self) -> None:
        self._queue: list[_Waiting] = []
        self._arriving, self._writing = threading.Lock(), threading.Lock()

    def store(self, row: Submission) -> None:
        """Store one row; returns once it is committed (or known already by its stamp), raises what the base raised."""
        mine = _Waiting(row)
        with self._arriving:
            self._queue.append(mine)
        with self._writing:
            while not mine.done:
                with self._arriving:
                    batch, self._queue = self._queue[:MOST], self._queue[MOST:]
                self._write(batch)
        if mine.error:
            raise mine.error

    def _write(self, batch: Sequence[_Waiting]) -> None:
        try:
            with transaction.atomic():
                Submission.objects.bulk_create([one.row for one in batch], ignore_conflicts=True)
        except BaseException as why:
            for one in batch:
                one.error = why
            raise
        finally:
            for one in batch:
                one.done = True


TOGETHER = Together()
