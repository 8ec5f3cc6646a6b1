"""An SMTP client that keeps its connection, and waits once per message where the server pipelines (RFC 5321, 2920).

Each message ends in one word of a closed vocabulary, `Outcome`; nothing else comes out. The content of a message
and the envelope of the next one leave in one write, so a connection never holds more than two messages.
"""

import re
import select
import smtplib
import socket
import ssl
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

WITHHELD = "withheld at the last instant"
TOO_LARGE = 552  # the one permanent answer to MAIL that is about the message
READ = 65_536  # bytes
LINE = 2048  # bytes of a reply line, four times what RFC 5321 (4.5.3.1.5) allows
ADDRESS = re.compile(r"[^\s<>\x00-\x1f\x7f]+@[^\s<>@\x00-\x1f\x7f]+")


class Outcome(StrEnum):
    """What became of one message."""

    ACCEPTED = "accepted"  # the server took responsibility for it
    REFUSED_PERMANENT = "refused_permanent"  # it will never take this message for this recipient
    REFUSED_TEMPORARY = "refused_temporary"  # it may take it later; also when it hung up over the envelope
    REFUSED_SENDER = "refused_sender"  # it refuses who writes, whoever the recipient: trying the others is useless
    UNKNOWN = "unknown"  # the content left and no answer came: it may have been taken
    UNSENT = "unsent"  # never offered, or held back: certainly not taken


@dataclass(frozen=True, slots=True)
class Message:
    """One content for one recipient. `key` is the caller's; `content` has CRLF lines and no dot-stuffing."""

    key: Any
    sender: str
    recipient: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """The outcome of a message, with the server's code (0 when it said nothing) and words."""

    message: Message
    outcome: Outcome
    code: int = 0
    text: str = ""


class Dropped(Exception):
    """The connection is over: closed, broken, too slow, or no longer speaking SMTP."""


def stuffed(content: bytes) -> bytes:
    """The content as it travels: CRLF lines alone (no smuggled end of message), leading dots doubled, final dot."""
    content = b"\r\n".join(content.splitlines())
    if b"\n." in content:
        content = content.replace(b"\n.", b"\n..")
    return b"%b%b\r\n.\r\n" % (b"." if content.startswith(b".") else b"", content)


def always(message: Message) -> bool:
    """Nothing holds the message back."""
    return True


class Connection:
    """One session with one server, kept from message to message. One thread at a time."""

    def __init__(self, session: smtplib.SMTP) -> None:
        self.socket: socket.socket | None = session.sock
        session.file.close()  # smtplib read its replies there; ours come from the socket
        offers = session.esmtp_features
        self.pipelining = "pipelining" in offers
        self.eight_bits = "8bitmime" in offers
        self.unicode = "smtputf8" in offers
        self.declares_size = "size" in offers
        self.size_limit = int(offers["size"]) if offers.get("size", "").isdigit() else 0
        self.timeout = session.sock.gettimeout() or 0.0
        self._stale = False  # a refused transaction is still open on the server
        self._replies: deque[tuple[int, bytes]] = deque()
        self._words = b""
        self._partial = b""

    @property
    def is_open(self) -> bool:
        return self.socket is not None

    def is_stale(self) -> bool:
        """The server said something unasked, or closed: nothing good can follow."""
        return self.socket is None or bool(select.select([self.socket], [], [], 0)[0])

    def send(self, messages: Iterable[Message], may_leave: Callable[[Message], bool] = always) -> Iterator[Receipt]:
        """One receipt per message drawn, in order. Ends early, with `is_open` False, when the connection is over.

        `may_leave` is asked at the last instant, between the server's go-ahead and the content; on False the
        connection is cut, which is the only way back from there.
        """
        return (receipt for receipt in self.converse(messages, may_leave) if receipt is not None)

    def converse(
        self, messages: Iterable[Message], may_leave: Callable[[Message], bool]
    ) -> Generator[Receipt | None, None, None]:
        """`send` for one thread and many connections: it yields None before it waits for the server."""
        queue = iter(messages)
        current = next(queue, None)
        offer = self._offer(current) if current else b""
        if self.pipelining and not self._try_write(offer):
            offer = b""
        while current:
            try:
                refusal = yield from self._answer(current, offer)
            except Dropped as why:
                yield Receipt(current, Outcome.REFUSED_TEMPORARY, 0, str(why))
                return
            following = next(queue, None)  # drawn first: it may take a while, and nothing may come after the last look
            offer = self._offer(following) if following else b""
            content = b"" if refusal else stuffed(current.content)
            if refusal is None and not may_leave(current):
                self.close()
                yield from (Receipt(one, Outcome.UNSENT, 0, WITHHELD) for one in (current, following) if one)
                return
            try:
                self._write(content + offer if self.pipelining else content)
                if refusal is None:
                    receipt = self._receipt(current, *(yield from self._reply()))
            except Dropped as why:
                receipt = Receipt(current, Outcome.UNKNOWN, 0, str(why))
            receipt = refusal or receipt
            yield receipt
            if following and not self.is_open:
                yield Receipt(following, Outcome.UNSENT, 0, receipt.text)
                return
            current = following

    def _offer(self, message: Message) -> bytes:
        """The envelope, as commands; empty when this server cannot carry the message (`_unfit` says why)."""
        if self._unfit(message):
            return b""
        plain = message.sender.isascii() and message.recipient.isascii()
        return b"%bMAIL FROM:<%b>%b%b%b\r\nRCPT TO:<%b>\r\nDATA\r\n" % (
            b"RSET\r\n" if self._stale else b"",
            message.sender.encode(),
            b" SIZE=%d" % len(message.content) if self.declares_size else b"",
            b"" if message.content.isascii() else b" BODY=8BITMIME",
            b"" if plain else b" SMTPUTF8",
            message.recipient.encode(),
        )

    def _unfit(self, message: Message) -> Receipt | None:
        """Why the message cannot leave by this server, or None. The codes are those a server would give."""
        refused = Outcome.REFUSED_PERMANENT
        if not ADDRESS.fullmatch(message.sender):
            return Receipt(message, Outcome.REFUSED_SENDER, 553, "5.1.7 invalid sender address")
        if not ADDRESS.fullmatch(message.recipient):
            return Receipt(message, refused, 553, "5.1.3 invalid recipient address")
        if self.size_limit and len(message.content) > self.size_limit:
            return Receipt(message, refused, 552, "5.3.4 message larger than the server takes")
        if not self.unicode and not message.sender.isascii():
            return Receipt(message, Outcome.REFUSED_SENDER, 553, "5.6.7 the server does not take SMTPUTF8")
        if not self.unicode and not message.recipient.isascii():
            return Receipt(message, refused, 553, "5.6.7 the server does not take SMTPUTF8")
        if not self.eight_bits and not message.content.isascii():
            return Receipt(message, refused, 554, "5.6.3 the server does not take 8BITMIME")
        return None

    def _answer(self, message: Message, offer: bytes) -> Generator[None, None, Receipt | None]:
        """None when the server waits for the content, else the refusal. `Dropped` when the connection is over."""
        if not self.is_open:
            raise Dropped("closed")
        if not offer:
            return self._unfit(message)
        refusal: tuple[int, bytes] | None = None
        go_ahead, at_sender = False, False
        for command in offer.splitlines(keepends=True):
            if not self.pipelining:
                self._write(command)
            code, text = yield from self._reply()
            if code == 421:  # closing, in the middle of this message or of any other
                self.close()
                raise Dropped(f"421 {text.decode(errors='replace').strip()}")
            if command.startswith((b"MAIL", b"RCPT")) and code // 100 != 2:
                at_sender = at_sender or command.startswith(b"MAIL")
                refusal = refusal or (code, text)
                if not self.pipelining:
                    break
            elif command.startswith(b"DATA"):
                go_ahead = code == 354
                refusal = refusal or (None if go_ahead else (code, text))
        self._stale = refusal is not None
        if refusal is None:
            return None
        if go_ahead:  # the server waits for a content nobody may receive: it gets an empty one
            self._write(b".\r\n")
            yield from self._reply()
        receipt = self._receipt(message, *refusal)
        if at_sender and receipt.outcome is Outcome.REFUSED_PERMANENT and receipt.code != TOO_LARGE:
            return Receipt(message, Outcome.REFUSED_SENDER, receipt.code, receipt.text)
        return receipt

    def _receipt(self, message: Message, code: int, words: bytes) -> Receipt:
        text = b" ".join(words.split()).decode(errors="replace")
        kinds = {2: Outcome.ACCEPTED, 4: Outcome.REFUSED_TEMPORARY, 5: Outcome.REFUSED_PERMANENT}
        if code // 100 not in kinds:
            self.close()
            raise Dropped(f"unexpected {code} {text}")
        if code == 421:
            self.close()
        return Receipt(message, kinds[code // 100], code, text)

    def _reply(self) -> Generator[None, None, tuple[int, bytes]]:
        """One whole reply of the server; yields while it has not come."""
        while not self._replies:
            yield None
            self._fill()
        return self._replies.popleft()

    def _fill(self) -> None:
        """Read what came, at least something, and cut it into replies."""
        try:
            if self.socket is None:
                raise Dropped("too slow, or closed")
            data = self.socket.recv(READ)
            while isinstance(self.socket, ssl.SSLSocket) and self.socket.pending():
                data += self.socket.recv(READ)
            if not data or len(self._partial) > LINE:
                raise Dropped("not a reply" if data else "closed by the server")
            *lines, self._partial = (self._partial + data).split(b"\n")
            for line in lines:
                if not line[:3].isdigit():
                    raise Dropped(f"not a reply: {line[:80]!r}")
                self._words += line[4:]
                if line[3:4] != b"-":
                    self._replies.append((int(line[:3]), self._words))
                    self._words = b""
        except OSError as error:
            self.close()
            raise Dropped(str(error)) from error
        except Dropped:
            self.close()
            raise

    def _write(self, data: bytes) -> None:
        if not data:
            return
        try:
            if self.socket is None:
                raise Dropped("closed")
            self.socket.sendall(data)
        except OSError as error:
            self.close()
            raise Dropped(str(error)) from error

    def _try_write(self, data: bytes) -> bool:
        try:
            self._write(data)
        except Dropped:
            return False
        return True

    def quit(self) -> None:
        """Say goodbye and close. A server that does not answer is not waited for."""
        if self._try_write(b"QUIT\r\n"):
            self.close()

    def close(self) -> None:
        """Close at once, whatever was going on."""
        if self.socket is not None:
            self.socket.close()
            self.socket = None
