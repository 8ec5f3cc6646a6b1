"""One thread, many connections: while one server thinks, another is spoken to."""

import selectors
import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from aval.post.smtp import Connection, Message, Receipt, always

POLL = 0.5  # seconds between two looks at the servers that do not answer


def converse_over(
    connections: Sequence[Connection], messages: Iterable[Message], may_leave: Callable[[Message], bool] = always
) -> Iterator[Receipt]:
    """Send over several connections of one thread; each draws its next message when it can carry it.

    Ends when the messages are spent or no connection is left open.
    """
    queue = iter(messages)
    talking = {one: one.converse(queue, may_leave) for one in connections if one.is_open}
    heard = dict.fromkeys(talking, time.monotonic())
    with selectors.DefaultSelector() as selector:
        keys = {one: selector.register(one.socket, selectors.EVENT_READ, one) for one in talking}
        ready = list(talking)
        while talking:
            now = time.monotonic()
            for connection in ready:
                heard[connection] = now
                for receipt in talking[connection]:
                    if receipt is None and connection.is_open:
                        break
                    if receipt is not None:
                        yield receipt
                else:
                    del talking[connection]
                    selector.unregister(keys[connection].fileobj)
            ready = [key.data for key, _ in selector.select(POLL)] if talking else []
            now = time.monotonic()
            for connection in talking:
                if connection not in ready and now - heard[connection] > connection.timeout:
                    connection.close()
                    ready.append(connection)
