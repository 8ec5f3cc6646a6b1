"""A mail server for tests: real sockets, real dialogue, and bad manners on request.

The start of the recipient's local part asks for one: `refused-`, `later-`, `spam-`, `drop-before-`, `drop-after-`,
`closing-`, `slow-`; a sender starting with `nobody-` is refused as a sender. Everyone else is received and kept.
`mood` gives such a start to whoever has none.
"""

import base64
import socketserver
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class MailServer:
    """Start with `with MailServer(...) as server:`; `received` holds (recipient, content) in order of arrival."""

    pipelining: bool = True
    extensions: tuple[str, ...] = ("8BITMIME", "SMTPUTF8", "SIZE 1000000")
    users: dict[str, str] = field(default_factory=dict)
    starttls: ssl.SSLContext | None = None
    implicit_tls: ssl.SSLContext | None = None
    pause: float = 0.0  # seconds before each final reply
    mood: Callable[[str], str] = lambda _recipient: ""
    address: tuple[str, int] = ("127.0.0.1", 0)
    received: list[tuple[str, bytes]] = field(default_factory=list)
    logged_in: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    sessions: int = 0

    def __enter__(self):
        server = self

        class Handler(socketserver.StreamRequestHandler):
            disable_nagle_algorithm = True

            def setup(self):
                self.own = []
                if server.implicit_tls:
                    self.request = server.implicit_tls.wrap_socket(self.request, server_side=True)
                    self.own.append(self.request)
                super().setup()

            def handle(self):
                server.sessions += 1
                dialogue = Dialogue(server, self)
                try:
                    dialogue.run()
                finally:
                    for opened in (dialogue.reader, dialogue.writer, *self.own):
                        opened.close()

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True
            block_on_close = False

            def handle_error(self, request, client_address):
                """A dialogue cut short is what these tests are about."""

        self._server = Server(self.address, Handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *exc):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Dialogue:
    """One session."""

    def __init__(self, server, handler):
        self.server, self.handler = server, handler
        self.reader, self.writer = handler.rfile, handler.wfile
        self.encrypted = bool(server.implicit_tls)
        self.sender = self.recipient = None
        self.manner = ""

    def say(self, *lines):
        self.writer.write("".join(f"{line}\r\n" for line in lines).encode())

    def run(self):
        self.say("220 mail.test ready")
        while raw := self.reader.readline():  # STARTTLS changes the reader
            line = raw.decode().rstrip("\r\n")
            verb = line.split(" ")[0].split(":")[0].upper()
            self.server.commands.append(line)
            if verb == "QUIT":
                self.say("221 bye")
                return
            if getattr(self, verb.lower())(line) is False:
                return

    def ehlo(self, line):
        offers = [*self.server.extensions, *(["PIPELINING"] if self.server.pipelining else [])]
        offers += ["STARTTLS"] if self.server.starttls and not self.encrypted else []
        offers += ["AUTH PLAIN LOGIN"] if self.server.users else []
        names = ["mail.test", *offers]
        self.say(*(f"250-{name}" for name in names[:-1]), f"250 {names[-1]}")

    def starttls(self, line):
        self.say("220 go")
        secure = self.server.starttls.wrap_socket(self.handler.request, server_side=True)
        self.encrypted = True
        self.reader, self.writer = secure.makefile("rb"), secure.makefile("wb", buffering=0)
        self.handler.own.append(secure)

    def auth(self, line):
        words = line.split(" ")
        if words[1] == "PLAIN":
            _, user, password = base64.b64decode(words[2]).decode().split("\0")
        else:
            user = base64.b64decode(words[2]).decode()
            self.say("334 UGFzc3dvcmQ6")
            password = base64.b64decode(self.reader.readline()).decode()
        if self.server.users.get(user) != password:
            return self.say("535 5.7.8 bad login")
        self.server.logged_in.append(user)
        return self.say("235 welcome")

    def rset(self, line):
        self.sender = self.recipient = None
        self.say("250 reset")

    def mail(self, line):
        sender = line.split("<")[1].split(">")[0]
        if self.server.users and not self.server.logged_in:
            return self.say("530 5.7.0 log in first")
        if self.sender is not None:
            return self.say("503 5.5.1 nested MAIL")
        if sender.startswith("nobody-"):
            return self.say("550 5.7.1 not you")
        self.sender = sender
        return self.say("250 fine")

    def rcpt(self, line):
        recipient = line.split("<")[1].split(">")[0]
        answers = {"refused-": "550 5.1.1 no such user", "later-": "451 4.7.1 greylisted", "closing-": "421 4.3.2 bye"}
        self.manner = self.server.mood(recipient) or recipient
        if self.manner.startswith("drop-before-"):
            return False
        for start, answer in answers.items():
            if self.manner.startswith(start):
                self.say(answer)
                return not answer.startswith("421")
        if self.sender is None:
            return self.say("503 5.5.1 MAIL first")
        self.recipient = recipient
        return self.say("250 fine")

    def data(self, line):
        if not self.recipient:
            return self.say("503 5.5.1 RCPT first")
        self.say("354 go")
        lines = []
        for raw in iter(self.reader.readline, b".\r\n"):
            if not raw:
                return False
            lines.append(raw[1:] if raw.startswith(b".") else raw)
        recipient, self.sender, self.recipient = self.recipient, None, None
        if self.manner.startswith("slow-"):
            time.sleep(1.5)
        if self.server.pause:
            time.sleep(self.server.pause)
        if self.manner.startswith("spam-"):
            return self.say("554 5.7.1 not that")
        self.server.received.append((recipient, b"".join(lines)))
        if self.manner.startswith("drop-after-"):
            return False
        return self.say("250 2.0.0 queued")
