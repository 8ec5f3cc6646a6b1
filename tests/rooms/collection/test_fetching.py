"""Addresses a stranger gives are asked for as a stranger would: nothing inside, nothing endless."""

import ipaddress
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from aval.collection.auditing import fetching
from aval.collection.auditing.fetching import CannotFetch, fetch_page, is_public, read_linked

pytestmark = pytest.mark.once


class Site(BaseHTTPRequestHandler):
    """A small site, with everything a hostile one does."""

    def do_GET(self) -> None:
        """Answer by the path."""
        if self.path == "/away":
            self._answer(302, location="http://169.254.169.254/latest/meta-data")
        elif self.path == "/round":
            self._answer(302, location="/round")
        elif self.path == "/file":
            self._answer(302, location="file:///etc/passwd")
        elif self.path == "/next":
            self._answer(301, location="/form")
        elif self.path == "/picture":
            self._answer(200, kind="image/png", body=b"x")
        elif self.path == "/large":
            self._answer(200, body=b"x" * 4_000_000)
        elif self.path == "/drip":
            self._drip()
        elif self.path == "/privacy":
            self._answer(
                200, body="<html lang=fr><p>Responsable du traitement : Atelier Nord. Conservées trois ans.".encode()
            )
        elif self.path == "/form":
            self._answer(200, body=b"<form><input name=email></form>")
        else:
            self._answer(404)

    def _answer(self, status: int, *, kind: str = "text/html", location: str = "", body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        try:
            for _ in range(100):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            pass

    def log_message(self, *_args: object) -> None:
        """Quiet."""


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def here(site: str) -> dict:
    """The allowance of tests: this machine, this port."""
    return {"reachable": lambda ip: str(ip) == "127.0.0.1", "ports": {int(site.rpartition(":")[2])}}


def test_a_page_is_read_after_its_redirect(site: str) -> None:
    fetched = fetch_page(f"{site}/next", **here(site))
    assert (fetched.raw, fetched.address) == (b"<form><input name=email></form>", f"{site}/form")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/away", "port"),
        ("/round", "redirects"),
        ("/file", "scheme"),
        ("/picture", "kind"),
        ("/large", "large"),
        ("/gone", "status"),
    ],
)
def test_what_a_hostile_site_answers_is_refused(site: str, path: str, code: str) -> None:
    with pytest.raises(CannotFetch) as why:
        fetch_page(f"{site}{path}", **here(site))
    assert why.value.code == code


def test_a_redirect_inside_is_refused_by_its_address(site: str) -> None:
    with pytest.raises(CannotFetch) as why:
        fetch_page(f"{site}/away", **{**here(site), "ports": {80, int(site.rpartition(":")[2])}})
    assert why.value.code == "address"


def test_a_page_that_drips_is_left(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "PATIENCE", 0.5)
    with pytest.raises(CannotFetch) as why:
        fetch_page(f"{site}/drip", **here(site))
    assert why.value.code == "slow"


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/", "http://127.0.0.1/", "http://0.0.0.0/", "http://10.0.0.1/", "http://192.168.1.1/", "http://172.16.0.1/",
        "http://169.254.169.254/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[fe80::1]/", "http://[fc00::1]/",
        "http://2130706433/", "http://0x7f.1/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/",
    ],
)  # fmt: skip
def test_nothing_inside_is_asked_for(url: str) -> None:
    with pytest.raises(CannotFetch) as why:
        fetch_page(url)
    assert why.value.code == "address"


@pytest.mark.parametrize(
    "url",
    ["ftp://a.example/", "javascript:1", "http://", "http://u:p@a.example/", "http://a.example:22/", "http://[::"],
)
def test_only_addresses_of_sites(url: str) -> None:
    with pytest.raises(CannotFetch) as why:
        fetch_page(url)
    assert why.value.code in {"scheme", "port"}


def test_public_addresses_are_public() -> None:
    assert is_public(ipaddress.ip_address("9.9.9.9"))
    assert is_public(ipaddress.ip_address("2620:fe::fe"))


def test_linked_pages_say_what_they_hold(site: str) -> None:
    pages = read_linked(["/privacy", "/nowhere", "mailto:a@b.example"], f"{site}/form", **here(site))
    assert set(pages) == {"/privacy", "/nowhere"}
    assert pages["/privacy"].language == "fr"
    assert set(pages["/privacy"].notice_items or ()) == {"controller", "retention"}
    assert pages["/nowhere"].status == 404
