"""A mail server that accepts everything and keeps nothing: what sending is measured against, never a place to send to.

`python -m aval.post.sink` prints its port, serves loopback until its standard input closes, then prints how many it took.
With `--log FILE` it writes there, line by line, when each content was whole (seconds since 1970) and for whom.
"""

import asyncio
import sys
import time
from typing import TextIO

GREETING = b"220 sink\r\n"
OFFERS = b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"
END = b"\r\n.\r\n"


class Sink(asyncio.Protocol):
    """Reads commands and contents as fast as they come; one write per read."""

    taken = 0
    log: TextIO | None = None

    def __init__(self) -> None:
        self.buffer = b""
        self.in_content = False
        self.recipient = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.transport.write(GREETING)

    def data_received(self, data: bytes) -> None:
        buffer, at, answers = self.buffer + data, 0, []
        while True:
            end = buffer.find(END if self.in_content else b"\r\n", at)
            if end < 0:
                break
            if self.in_content:
                at, self.in_content = end + 5, False
                Sink.taken += 1
                if Sink.log:
                    Sink.log.write(f"{time.time():.6f} {self.recipient.decode()}\n")
                answers.append(b"250 taken\r\n")
                continue
            verb, line, at = buffer[at : at + 4].upper(), buffer[at:end], end + 2
            if verb == b"RCPT":
                self.recipient = line.partition(b"<")[2].partition(b">")[0]
            self.in_content = verb == b"DATA"
            answers.append({b"DATA": b"354 go\r\n", b"EHLO": OFFERS, b"QUIT": b"221 bye\r\n"}.get(verb, b"250 ok\r\n"))
        self.buffer = buffer[at:]
        if answers:
            self.transport.write(b"".join(answers))


async def serve() -> None:
    """Serve until standard input closes."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201  the caller reads the port here
    await loop.run_in_executor(None, sys.stdin.read)
    print(Sink.taken, flush=True)  # noqa: T201  and how many it took


if __name__ == "__main__":
    if sys.argv[1:2] == ["--log"]:
        with open(sys.argv[2], "w", encoding="ascii", buffering=1) as Sink.log:  # noqa: PTH123  line by line
            asyncio.run(serve())
    else:
        asyncio.run(serve())
