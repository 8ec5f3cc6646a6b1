"""A Chromium for one page: a new profile, no network of its own, its sandbox on, and an end however the page behaves.

Driven by the DevTools protocol over a pair of named pipes. Nothing it asks for leaves: each request comes back here, to be answered
or refused. Under root it runs as nobody, for Chromium keeps its sandbox from root only.
"""

import json
import os
import select
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NOBODY = 65534
FLAGS = (
    "--headless=new", "--remote-debugging-pipe", "--no-first-run", "--no-default-browser-check", "--disable-extensions",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps", "--disable-gpu",
    "--disable-dev-shm-usage", "--disable-domain-reliability", "--disable-breakpad", "--no-pings", "--mute-audio", "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9", "--proxy-bypass-list=<-loopback>",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp", "--js-flags=--max-old-space-size=256",
)  # fmt: skip
LONGEST_ANSWER = 40_000_000  # bytes of one message


class BrowserGone(Exception):
    """The browser is absent, did not start, or did not answer in time."""


def find_browser() -> str | None:
    """The Chromium of this machine: `AVAL_CHROMIUM` (empty for none), else the first of the usual names."""
    told = os.environ.get("AVAL_CHROMIUM")
    if told is not None:
        return told or None
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Browser:
    """One running Chromium. `ask` sends a command and waits; events met meanwhile go to `heard`."""

    def __init__(self, process: subprocess.Popen[bytes], reading: int, writing: int, seconds: float) -> None:
        self.process, self.reading, self.writing = process, reading, writing
        self.end = time.monotonic() + seconds
        self.number = 0
        self.pending = b""
        self.session = ""
        self.heard: Callable[[str, dict[str, Any]], None] = lambda _name, _told: None

    def ask(self, method: str, seconds: float = 8.0, **params: Any) -> dict[str, Any]:
        """The result of a command. Raises BrowserGone when it does not come."""
        self.number += 1
        wanted = self.tell(method, **params)
        limit = min(self.end, time.monotonic() + seconds)
        while True:
            message = self._next(limit)
            if message is None:
                raise BrowserGone(method)
            if message.get("id") == wanted:
                if "error" in message:
                    raise BrowserGone(f"{method}: {message['error'].get('message')}")
                return message.get("result", {})
            self._hear(message)

    def tell(self, method: str, **params: Any) -> int:
        """Send a command without waiting for its result."""
        self.number += 1
        message: dict[str, Any] = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        data, sent = json.dumps(message).encode() + b"\0", 0
        while sent < len(data):
            _, ready, _ = select.select([], [self.writing], [], max(0, self.end - time.monotonic()))
            if not ready:
                raise BrowserGone(method)
            try:
                sent += os.write(self.writing, data[sent : sent + 60_000])
            except OSError as why:
                raise BrowserGone(method) from why
        return self.number

    def listen(self, seconds: float, until: Callable[[], bool] = lambda: False) -> None:
        """Hear events for a while, or until something is so."""
        limit = min(self.end, time.monotonic() + seconds)
        while not until() and (message := self._next(limit)) is not None:
            self._hear(message)

    def _hear(self, message: dict[str, Any]) -> None:
        if "method" in message:
            self.heard(message["method"], message.get("params", {}))

    def _next(self, limit: float) -> dict[str, Any] | None:
        while b"\0" not in self.pending:
            left = limit - time.monotonic()
            ready, _, _ = select.select([self.reading], [], [], max(0, min(left, 0.5)))
            if not ready:
                if self.process.poll() is not None:
                    raise BrowserGone("ended")
                if left <= 0:
                    return None
                continue
            data = os.read(self.reading, 1 << 16)
            if len(self.pending) > LONGEST_ANSWER:
                raise BrowserGone("too much")
            self.pending += data
        raw, _, self.pending = self.pending.partition(b"\0")
        return json.loads(raw)


@contextmanager
def browse(seconds: float) -> Iterator[Browser]:
    """A browser for this long at most, on an empty page; killed with all it started at the end. Raises BrowserGone."""
    path = find_browser()
    if path is None:
        raise BrowserGone("absent")
    profile = Path(tempfile.mkdtemp(prefix="aval-audit-"))
    asks, answers = profile / "asks", profile / "answers"
    process, opened = None, []
    try:
        for one in (asks, answers):
            os.mkfifo(one, 0o600)
            opened.append(os.open(one, os.O_RDWR))
        process = _start(path, profile)
        yield _opened(Browser(process, opened[1], opened[0], seconds))
    except OSError as why:
        raise BrowserGone(str(why)) from why
    finally:
        if process is not None:
            _end(process)
        for descriptor in opened:
            os.close(descriptor)
        shutil.rmtree(profile, ignore_errors=True)


def _start(path: str, profile: Path) -> subprocess.Popen[bytes]:
    """Chromium, its commands and answers on descriptors 3 and 4, alone in its session and its folder."""
    as_nobody: dict[str, Any] = {}
    if os.geteuid() == 0:
        for one in (profile, *profile.iterdir()):
            os.chown(one, NOBODY, NOBODY)
        as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    command = shlex.join([path, *FLAGS, f"--user-data-dir={profile}", "about:blank"])
    return subprocess.Popen(
        ["/bin/sh", "-c", f"exec {command} 3<asks 4>answers"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=profile,
        env={"HOME": str(profile), "PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"},
        start_new_session=True,
        **as_nobody,
    )


def _opened(browser: Browser) -> Browser:
    """The browser, attached to a page of its own."""
    target = browser.ask("Target.createTarget", 30.0, url="about:blank")["targetId"]
    browser.session = browser.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    return browser


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
