"""The page at an address, asked for as a stranger would: http or https, public addresses only, a few redirects, briefly.

Each name is resolved once and the connection made to the very address that was judged, at every redirect, so that a name
cannot answer twice. Nothing is sent but the request; nothing is kept.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from aval.collection.auditing.checks.notice import found, language_of
from aval.collection.auditing.context import LinkedPage
from aval.collection.auditing.decoding import LARGEST, decode
from aval.collection.auditing.page import Words, read_page
from aval.collection.auditing.wordings import fold

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
MOST_REDIRECTS, PATIENCE, SILENCE, MOST_PAGES = 5, 20.0, 8.0, 4  # hops, seconds in all, seconds without a byte, pages
PORTS = {80, 443, 8000, 8080, 8443}
KINDS = ("text/html", "application/xhtml+xml", "text/plain")
RESOURCES = (
    "text/javascript",
    "application/javascript",
    "application/x-javascript",
    "application/ecmascript",
    "text/css",
)


class CannotFetch(Exception):
    """Why a page was not read: `code` (scheme, address, port, redirects, slow, large, kind, status, network) and a detail."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came: its bytes, where it landed, the encoding its server told."""

    raw: bytes
    address: str
    status: int
    encoding: str | None = None
    kind: str = "text/html"


def is_public(address: Address) -> bool:
    """Whether an address is one of the open internet, whatever clothes it wears."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return is_public(inner)
        if address in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def fetch_page(
    url: str,
    *,
    kinds: tuple[str, ...] = KINDS,
    reachable: Callable[[Address], bool] = is_public,
    ports: Iterable[int] = PORTS,
) -> Fetched:
    """The page at an address. Raises CannotFetch. `reachable` and `ports` are for tests on a local server alone."""
    end = time.monotonic() + PATIENCE
    for _hop in range(MOST_REDIRECTS + 1):
        answer = _ask(url, end, kinds, reachable, set(ports))
        if isinstance(answer, Fetched):
            return answer
        url = urljoin(url, answer)
    raise CannotFetch("redirects", url)


def _ask(
    url: str, end: float, kinds: tuple[str, ...], reachable: Callable[[Address], bool], ports: set[int]
) -> Fetched | str:
    """One request: the page, or where it sends us."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as why:
        raise CannotFetch("scheme", url) from why
    if parts.scheme not in {"http", "https"} or not host or parts.username or parts.password:
        raise CannotFetch("scheme", url)
    if port not in ports:
        raise CannotFetch("port", str(port))
    address = _resolve(host, port, reachable)
    try:
        with contextlib.closing(_connect(parts.scheme, host, address, port)) as connection:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.putrequest("GET", path.encode("utf-8").decode("latin-1"), skip_accept_encoding=True)
            for name, value in (
                ("User-Agent", "aval-audit"),
                ("Accept", "text/html"),
                ("Accept-Language", "fr, en;q=0.8"),
            ):
                connection.putheader(name, value)
            connection.endheaders()
            with connection.getresponse() as answer:
                return _read(answer, url, end, kinds)
    except (OSError, http.client.HTTPException, ValueError) as why:
        raise CannotFetch("slow" if isinstance(why, TimeoutError) else "network", str(why)[:200]) from why


def _resolve(host: str, port: int, reachable: Callable[[Address], bool]) -> str:
    """One address of a name, all of which must be reachable: a name that also leads inside is refused whole."""
    try:
        told = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as why:
        raise CannotFetch("network", host) from why
    addresses = [str(one[4][0]).partition("%")[0] for one in told]
    if not addresses or not all(reachable(ipaddress.ip_address(one)) for one in addresses):
        raise CannotFetch("address", host)
    return addresses[0]


def _connect(scheme: str, host: str, address: str, port: int) -> http.client.HTTPConnection:
    """A connection to this very address, under the name that was asked for."""
    connection = http.client.HTTPConnection(host, port, timeout=SILENCE)
    sock = socket.create_connection((address, port), timeout=SILENCE)
    if scheme == "https":
        try:
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
        except (OSError, ValueError):
            sock.close()
            raise
    connection.sock = sock
    return connection


def _read(answer: http.client.HTTPResponse, url: str, end: float, kinds: tuple[str, ...]) -> Fetched | str:
    if answer.status in {301, 302, 303, 307, 308} and answer.getheader("Location"):
        return str(answer.getheader("Location"))
    if answer.status >= 400:
        raise CannotFetch("status", str(answer.status))
    kind = answer.headers.get_content_type()
    if kind not in kinds or answer.getheader("Content-Encoding", "identity") != "identity":
        raise CannotFetch("kind", kind)
    pieces, size = [], 0
    while piece := answer.read1(65_536):
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST:
            raise CannotFetch("large", str(LARGEST))
        if time.monotonic() > end:
            raise CannotFetch("slow", url)
    return Fetched(b"".join(pieces), url, answer.status, answer.headers.get_content_charset(), kind)


def read_linked(links: Iterable[str], beside: str, **limits: object) -> Mapping[str, LinkedPage]:
    """What each page a form leads to answers and tells, by its address as written. `beside`: the page that links."""
    told: dict[str, LinkedPage] = {}
    for link in list(dict.fromkeys(links))[:MOST_PAGES]:
        target = urljoin(beside, link)
        if urlsplit(target).scheme in {"http", "https"}:
            told[link] = _linked(target, limits)
    return told


def _linked(target: str, limits: Mapping[str, object]) -> LinkedPage:
    try:
        fetched = fetch_page(target, **limits)  # type: ignore[arg-type]
    except CannotFetch as why:
        status = int(why.detail) if why.code == "status" else None
        return LinkedPage(status=status, requires_login=status in {401, 403} or None)
    html = decode(fetched.raw, fetched.encoding)
    page = read_page(html or "")
    text = fold(" ".join(one.text for one in page.stream if isinstance(one, Words)))
    return LinkedPage(
        status=fetched.status,
        requires_login=any(one.get("type") == "password" for one in page.of("input")),
        language=page.language or language_of(text),
        notice_items=tuple(sorted(found(text))),
    )
