"""Mailboxes read beside the sending: a slow mail server must hold nobody's letters back."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from django.db import close_old_connections, connections

from aval.post.returns.mailboxes import read_due

LOOK = 5.0  # seconds between two looks for a mailbox whose turn has come
log = logging.getLogger(__name__)


class Reader(threading.Thread):
    """One thread of a worker, from `start` until `stop`; `now` is the worker's clock."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(name="mailboxes", daemon=True)
        self._now = now
        self._stopped = threading.Event()

    def run(self) -> None:
        """Read what is due. An error of the base or of a mailbox is said, and tried again: nothing was half done."""
        while not self._stopped.wait(LOOK):
            close_old_connections()
            try:
                read_due(self._now(), self._stopped.is_set)
            except Exception:
                log.exception("mailboxes")
        connections.close_all()

    def stop(self) -> None:
        """After the message in hand."""
        self._stopped.set()
        self.join(timeout=60)
