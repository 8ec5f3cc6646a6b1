"""The sandbox mailbox: an SMTP server on loopback, in this process, whose messages are read in the desk and go nowhere.

A brand without a mail server of its own writes to it. Each organisation logs in with credentials of its own, so a
message is kept under whoever sent it. Messages received wait in memory until `store`, called in the transaction that
records what became of them: a message accepted here and never stored never was, and its attempt is asked about.
"""

import asyncio
import hashlib
import hmac
import logging
import secrets
import threading
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from email import policy
from email.parser import BytesHeaderParser
from functools import cache

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from aval.post.models import SandboxMessage

NAME = "sandbox"
HOST = "127.0.0.1"
LIMIT = 10_485_760  # bytes of one message
logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd warns of its own deprecations at each login
HEADERS = BytesHeaderParser(policy=policy.default)


class Sandbox:
    """The server of this process. Started by `sandbox()`; it ends with the process."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)
        self._received: dict[int, list[SandboxMessage]] = defaultdict(list)
        self._lock = threading.Lock()
        self._loop = asyncio.new_event_loop()
        self.port = 0
        started = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(started,), name="sandbox", daemon=True)
        self._thread.start()
        started.wait()

    def password(self, organisation: int) -> str:
        """What the organisation logs in with, under its number; good for this process alone."""
        return hmac.digest(self._secret, str(organisation).encode(), hashlib.sha256).hex()

    def store(self, organisation: int, at: datetime) -> int:
        """Keep what the organisation sent since last time, in the caller's transaction; how many."""
        with self._lock:
            received = self._received.pop(organisation, [])
        for message in received:
            message.received_at = at
        SandboxMessage.objects.bulk_create(received, batch_size=200)
        return len(received)

    def forget(self, organisation: int) -> None:
        """What the organisation sent and nobody stored never arrived."""
        with self._lock:
            self._received.pop(organisation, None)

    def stop(self) -> None:
        """Close the port; what was not stored is forgotten."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _serve(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(self._loop.create_server(self._protocol, HOST, 0))
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    def _protocol(self) -> SMTP:
        return SMTP(
            self,
            data_size_limit=LIMIT,
            enable_SMTPUTF8=True,
            hostname=NAME,
            authenticator=self._authenticate,
            auth_require_tls=False,  # the bytes never leave this machine
            loop=self._loop,
        )

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        if not isinstance(data, LoginPassword):
            return AuthResult(success=False, handled=False)
        name = data.login.decode(errors="replace")
        known = name.isdecimal() and hmac.compare_digest(self.password(int(name)).encode(), data.password)
        return AuthResult(success=known, handled=False, auth_data=int(name) if known else None)

    async def handle_MAIL(  # noqa: N802  aiosmtpd names it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Only who logged in may write."""
        if not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd names it
        """Hold the message until it is stored."""
        raw = bytes(envelope.content or b"")
        headers = HEADERS.parsebytes(raw)
        message = SandboxMessage(
            organisation_id=session.auth_data,
            envelope_from=(envelope.mail_from or "")[:320],
            envelope_to=", ".join(envelope.rcpt_tos)[:320],
            message_id=str(headers.get("Message-ID", "")).strip()[:200],
            subject=str(headers.get("Subject", ""))[:300],
            raw=raw,
        )
        with self._lock:
            self._received[message.organisation_id].append(message)
        return "250 2.0.0 Kept in the sandbox, delivered to nobody"


@cache
def sandbox() -> Sandbox:
    """The sandbox of this process, started on first use."""
    return Sandbox()


def arrived(organisation: int, message_ids: Collection[str]) -> set[str]:
    """Which of these messages the sandbox has kept for the organisation."""
    kept = SandboxMessage.objects.of(organisation).filter(message_id__in=message_ids)
    return set(kept.values_list("message_id", flat=True))
