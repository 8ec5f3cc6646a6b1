"""A provider on this machine: it answers what it is told to, and keeps what it was asked."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qsl


class WebServer:
    """`answers` are given one by one, (status, body); None hangs up without a word. `asked`: (path, form) of each call.

    `raw` keeps the headers and the body of each call as they came.
    """

    def __init__(self) -> None:
        self.answers: list[tuple[int, str] | None] = []
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.raw: list[tuple[dict[str, str], bytes]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                outer.asked.append((self.path, dict(parse_qsl(body.decode("utf-8", "replace")))))
                outer.raw.append((dict(self.headers), body))
                answer = outer.answers.pop(0) if outer.answers else (200, "{}")
                if answer is None:
                    self.close_connection = True
                    return
                said = answer[1].encode()
                self.send_response(answer[0])
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *told: object) -> None:
                """Silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
