"""Acts that arrive together are committed together: those that come while one transaction is written share the next.

Each is answered after the commit that holds it. A commit a batch, not a commit an act: the disk is what costs.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from django.db import transaction

T = TypeVar("T")
MOST = 200  # acts of one transaction


class _Waiting(Generic[T]):
    """An act on its way, and what became of it."""

    __slots__ = ("act", "done", "error")

    def __init__(self, act: T) -> None:
        self.act, self.done = act, False
        self.error: BaseException | None = None


class Together(Generic[T]):
    """Who comes first writes for all who came meanwhile, with `write`, in one transaction."""

    def __init__(self, write: Callable[[Sequence[T]], object]) -> None:
        self._write_all = write
        self._queue: list[_Waiting[T]] = []
        self._arriving, self._writing = threading.Lock(), threading.Lock()

    def store(self, act: T) -> None:
        """Store one act; returns once it is committed, raises what the base raised."""
        mine = _Waiting(act)
        with self._arriving:
            self._queue.append(mine)
        with self._writing:
            while not mine.done:
                with self._arriving:
                    batch, self._queue = self._queue[:MOST], self._queue[MOST:]
                self._write(batch)
        if mine.error:
            raise mine.error

    def _write(self, batch: Sequence[_Waiting[T]]) -> None:
        try:
            with transaction.atomic():
                self._write_all([one.act for one in batch])
        except BaseException as why:
            for one in batch:
                one.error = why
            raise
        finally:
            for one in batch:
                one.done = True
