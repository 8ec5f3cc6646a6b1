"""The connections kept to servers, opened when needed; a server that is unwell rests, and another takes its work."""

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from aval.post.caps import room
from aval.post.connecting import CannotConnect
from aval.post.conversing import converse_over
from aval.post.models import MailServer
from aval.post.servers import Way
from aval.post.smtp import WITHHELD, Connection, Message, Outcome, Receipt

REST = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))
HOPELESS = ("no_starttls", "tls", "clear_password", "login")  # waiting mends none of these: a person must
ROUNDS = 3  # times connections are opened again for one claim


class Resting(Exception):
    """The server did not answer, or closed on us: it is left alone until `until`."""

    def __init__(self, until: datetime, why: str) -> None:
        super().__init__(why)
        self.until = until


class Route:
    """A way, with its connections. One worker, one thread."""

    def __init__(self, way: Way) -> None:
        self.way = way
        self.connections: list[Connection] = []
        self.rests_until = way.rests_until
        self.why = ""
        self._bad = 0
        self._next_at = 0.0

    def open(self, at: datetime) -> None:
        """Have connections ready. Raises `Resting`, or `CannotConnect` when waiting would not help."""
        if self.rests_until and at < self.rests_until:
            raise Resting(self.rests_until, self.why)
        self.connections = [one for one in self.connections if one.is_open and not one.is_stale()]
        try:
            while len(self.connections) < max(self.way.connections, 1):
                self.connections.append(self.way.connect())
        except CannotConnect as error:
            if error.code in HOPELESS:
                raise
            if not self.connections:
                self.rest(at, f"{error.code} {error.detail}")
                raise Resting(self.rests_until or at, self.why) from error

    def rest(self, at: datetime, why: str) -> None:
        """Leave the server alone, longer each time until it takes something."""
        self._rest_until(at + REST[min(self._bad, len(REST) - 1)], why)
        self._bad += 1

    def _rest_until(self, until: datetime | None, why: str = "") -> None:
        """Kept on the server's row: the other workers leave it alone too."""
        if until != self.rests_until and self.way.number is not None:
            MailServer.objects.filter(pk=self.way.number).update(rests_until=until, rests_why=why[:300])
        self.rests_until, self.why = until, why

    def send(self, messages: Iterable[Message], lets_go: Callable[[Message], bool], at: datetime) -> Iterator[Receipt]:
        """A receipt for every message drawn; stops drawing when the server must rest."""
        queue = self._paced(messages)
        for _ in range(ROUNDS):
            useful, said = False, ""
            for receipt in converse_over(self.connections, queue, lets_go):
                useful = useful or receipt.outcome is Outcome.ACCEPTED or receipt.text == WITHHELD
                said = receipt.text
                yield receipt
            if useful:
                self._bad = 0
                self._rest_until(None)
            if any(one.is_open for one in self.connections):
                return
            if not useful:
                self.rest(at, said)
                return
            with contextlib.suppress(Resting):
                self.open(at)

    def _paced(self, messages: Iterable[Message]) -> Iterator[Message]:
        """No faster than the server bears."""
        for message in messages:
            if self.way.per_second:
                now = time.monotonic()
                time.sleep(max(0.0, self._next_at - now))
                self._next_at = max(self._next_at, now) + 1 / self.way.per_second
            yield message

    def close(self) -> None:
        """Say goodbye."""
        for connection in self.connections:
            connection.quit()
        self.connections = []


class Routes:
    """The routes of one worker, those of before unless a server changed."""

    def __init__(self) -> None:
        self._routes: dict[tuple[str, int | None], Route] = {}
        self._turn = 0

    def ready(self, ways: Sequence[Way], at: datetime, *, capped: bool = True) -> Route | None:
        """A route to write by now: each server in its turn, those that rest or had their day (`capped`) passed over.

        None when all of them rest. Raises `CannotConnect` when none will do and waiting would not help.
        """
        self._turn += 1
        hopeless: CannotConnect | None = None
        waits = False
        for place in range(len(ways)):
            way = ways[(self._turn + place) % len(ways)]
            if (way.rests_until and at < way.rests_until) or (capped and room(way.number, way.cap, at) == 0):
                waits = True
                continue
            route = self._of(way)
            try:
                route.open(at)
            except Resting:
                waits = True
            except CannotConnect as why:
                hopeless = why
            else:
                return route
        if hopeless and not waits:
            raise hopeless
        return None

    def _of(self, way: Way) -> Route:
        key = (way.username, None) if way.number is None else (way.server, way.number)
        known = self._routes.get(key)
        if known is None or known.way != way:
            if known:
                known.close()
            self._routes[key] = Route(way)
        return self._routes[key]

    def close(self) -> None:
        """Say goodbye to all."""
        for route in self._routes.values():
            route.close()
