"""A DNS server for tests: one zone in a dictionary, over UDP on loopback; what is not in it does not exist."""

import socketserver
import threading
from dataclasses import dataclass, field

from dns import flags, message, rcode, rdataclass, rdatatype, rrset


@dataclass
class DnsServer:
    """Start with `with DnsServer() as server:`. `zone`: (name, type) -> texts of records; `mute` answers nothing at all."""

    zone: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    mute: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)

    def __enter__(self):
        server = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                data, sock = self.request
                if not server.mute:
                    sock.sendto(server.answer(data), self.client_address)

        class Server(socketserver.ThreadingUDPServer):
            daemon_threads = True

        self._server = Server(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *exc):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, data):
        asked = message.from_wire(data)
        (question,) = asked.question
        name, kind = question.name.to_text().rstrip(".").lower(), rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        answer = message.make_response(asked)
        answer.flags |= flags.RA
        if found := self.zone.get((name, kind)):
            answer.answer.append(rrset.from_text(question.name, 60, rdataclass.IN, kind, *found))
        elif not any(known == name for known, _kind in self.zone):
            answer.set_rcode(rcode.NXDOMAIN)
        return answer.to_wire()

    def text(self, name, *values):
        """TXT records of a name, cut as the DNS asks."""
        self.zone[name, "TXT"] = [
            " ".join(f'"{value[at : at + 250]}"' for at in range(0, len(value), 250)) for value in values
        ]
