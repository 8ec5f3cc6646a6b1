"""Her page measured: objections and readings over HTTP while a campaign runs, each objection on the disk before its answer.

The sender keeps its connections and parses nothing, so that what is measured is the pages. Wall-clock figures are those of
a shared machine; `_cpu_ms` is processor time of the pages alone, and does not depend on who else is there.
"""

import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.db import connection

from aval.console.benches.receiving import fork, free_port, stop
from aval.console.benches.sending import make_campaign
from aval.console.pages import serve
from aval.post.models import Attempt, MailServer
from aval.post.worker import Work
from aval.prospects.links import link_token
from aval.prospects.models import ContactPoint, Objection

CONNECTIONS = 16
MORE = 20_000  # people of the campaign beyond those who object: it still runs at the last of them
READINGS = 5  # one for so many objections
PATIENCE = 60  # seconds for a server to answer
ONE_CLICK = b"List-Unsubscribe=One-Click"


def measure(size: int) -> dict[str, Any]:
    """Objections and pages a second, milliseconds of each (median, 99th of a hundred), processor time, none lost."""
    from django.utils import timezone

    campaign = make_campaign(size + MORE, timezone.now())
    sink = subprocess.Popen(
        [sys.executable, "-m", "aval.post.sink"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    MailServer.objects.create(
        organisation=campaign.organisation, brand=campaign.offer.brand, host="127.0.0.1",
        port=int(sink.stdout.readline()), security="none", connections=2,
    )  # fmt: skip
    whose = ContactPoint.objects.of(campaign.organisation).order_by("-id").values_list("pk", flat=True)
    links = [f"/d/{link_token(campaign.organisation_id, pk, campaign.pk)}" for pk in whose[:size]]
    port = free_port()
    connection.close()
    worker = fork(lambda: Work().run())
    pages = fork(lambda: serve(f"127.0.0.1:{port}", threads=CONNECTIONS, say=lambda _address: None, beside=None))
    try:
        wait_for(port)
        objecting = [post(f"{link}/stop") for link in links]
        stopped = send(port, objecting, pages)
        still = Attempt.objects.of(campaign.organisation).filter(state="waiting").exists()
        stored = Objection.objects.of(campaign.organisation).filter(kind="email").count()
        read = send(port, [get(link) for link in links[: size // READINGS]], pages)
        again = send(port, objecting[: size // READINGS], pages)
    finally:
        stop([pages, worker])
        sink.send_signal(signal.SIGKILL)
    return {
        "ok": stored == size and stopped["refused"] == read["refused"] == 0,
        "base": connection.vendor,
        "campaign_still_running": still,
        "stored": stored,
        **{f"objections_{name}": value for name, value in stopped.items()},
        **{f"again_{name}": value for name, value in again.items()},
        **{f"pages_{name}": value for name, value in read.items()},
    }


def post(path: str) -> bytes:
    """One click of a mail program (RFC 8058), as bytes."""
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(ONE_CLICK)}\r\n\r\n"
    return head.encode() + ONE_CLICK


def get(path: str) -> bytes:
    """A reading of her page, as bytes."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def send(port: int, requests: Sequence[bytes], pages: int) -> dict[str, Any]:
    """Send them all over a few connections, each waiting for its answer; what it took, what was refused."""
    waiting, took, refused = iter(requests), [], 0
    ready = selectors.DefaultSelector()
    for _ in range(CONNECTIONS):
        line = socket.create_connection(("127.0.0.1", port))
        ready.register(line, selectors.EVENT_READ, Line())
    begun, spent = time.perf_counter(), cpu_of_group(pages)
    busy = sum(_next(key.fileobj, key.data, waiting) for key in list(ready.get_map().values()))
    while busy:
        heard = ready.select(PATIENCE)
        if not heard:
            raise TimeoutError(port)
        for key, _mask in heard:
            line, state = key.fileobj, key.data
            received = line.recv(65_536)
            state.heard += received
            if received and not state.whole():
                continue
            took.append(time.perf_counter() - state.begun)
            refused += not state.heard.startswith(b"HTTP/1.1 200")
            if not received:
                ready.unregister(line)
                line = socket.create_connection(("127.0.0.1", port))
                ready.register(line, selectors.EVENT_READ, state)
            busy -= not _next(line, state, waiting)
    wall, spent = time.perf_counter() - begun, cpu_of_group(pages) - spent
    took.sort()
    return {
        "per_second": round(len(took) / wall),
        "p50_ms": round(1000 * took[len(took) // 2], 1),
        "p99_ms": round(1000 * took[len(took) * 99 // 100], 1),
        "cpu_ms": round(1000 * spent / len(took), 3),
        "refused": refused,
    }


class Line:
    """What one connection has asked and heard."""

    heard = b""
    begun = 0.0

    def whole(self) -> bool:
        """Whether the answer is all there."""
        head, found, body = self.heard.partition(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        return bool(found) and len(body) >= int(length or 0)


def _next(line: Any, state: Line, waiting: Iterator[bytes]) -> bool:
    request = next(waiting, None)
    if request is None:
        return False
    state.heard, state.begun = b"", time.perf_counter()
    line.sendall(request)
    return True


def wait_for(port: int) -> None:
    """Until the pages answer."""
    patience = time.monotonic() + PATIENCE
    while time.monotonic() < patience:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(port)


def cpu_of_group(leader: int) -> float:
    """Seconds of processor used by the processes of a group."""
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == leader:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
