"""Mail servers of this machine, as small as a mailbox can be: IMAP (RFC 3501) and POP3 (RFC 1939), for reading alone."""

import socketserver
import threading
from contextlib import contextmanager


class _Imap(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("* OK ready")
        while line := self.rfile.readline().decode().strip():
            tag, _space, asked = line.partition(" ")
            verb = asked.upper()
            if verb.startswith("CAPABILITY"):
                self.say("* CAPABILITY IMAP4rev1")
            elif verb.startswith("LOGIN"):
                if "wrong" in asked:
                    self.say(f"{tag} NO refused")
                    continue
            elif verb.startswith(("SELECT", "EXAMINE")):
                if "NOWHERE" in verb:
                    self.say(f"{tag} NO no such folder")
                    continue
                self.say(f"* {len(self.server.mails)} EXISTS")
                self.say(f"* OK [UIDVALIDITY {self.server.validity}] ok")
            elif verb.startswith("UID SEARCH"):
                start = int(asked.rpartition("UID ")[2].partition(":")[0])
                last = max(self.server.mails, default=0)
                self.say("* SEARCH " + " ".join(str(uid) for uid in self.server.mails if uid >= start or uid == last))
            elif verb.startswith("UID FETCH"):
                uid = int(asked.split()[2])
                raw = self.server.mails[uid]
                self.server.fetched += 1
                self.say(f'* 1 FETCH (UID {uid} INTERNALDATE "23-Nov-2026 12:00:00 +0100" BODY[]<0> {{{len(raw)}}}')
                self.wfile.write(raw + b")\r\n")
            elif verb.startswith("LOGOUT"):
                self.say("* BYE")
                self.say(f"{tag} OK")
                return
            self.say(f"{tag} OK done")

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


class _Pop(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("+OK ready")
        while line := self.rfile.readline().decode().strip():
            verb, _space, asked = line.partition(" ")
            mails = self.server.mails
            if verb == "PASS" and asked == "wrong":
                self.say("-ERR refused")
            elif verb == "UIDL":
                self.say("+OK")
                for number, uid in enumerate(mails, start=1):
                    self.say(f"{number} uid-{uid}")
                self.say(".")
            elif verb == "RETR":
                self.say("+OK")
                self.server.fetched += 1
                raw = list(mails.values())[int(asked) - 1]
                self.wfile.write(raw.replace(b"\r\n.", b"\r\n..") + b"\r\n.\r\n")
            elif verb == "QUIT":
                self.say("+OK")
                return
            else:
                self.say("+OK")

    say = _Imap.say


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


@contextmanager
def serve(kind, mails):
    """A server holding `mails` (uid → bytes); it counts what was `fetched`."""
    with _Server(("127.0.0.1", 0), {"imap": _Imap, "pop3": _Pop}[kind]) as server:
        server.mails, server.fetched, server.validity = mails, 0, 7
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
