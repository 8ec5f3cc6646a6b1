"""A message taken apart, whatever it is made of: bounded in size, depth and time, its faults kept, never raised."""

import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message as Headers

LARGEST = 20_000_000  # bytes read
LARGEST_TEXT = 1_000_000  # bytes of one text part read
LONGEST_HEADER = 5_000
DEEPEST, MOST_PARTS, MOST_HEADERS = 8, 100, 300
LONGEST_LINE = 998  # RFC 5322 section 2.1.1
HEADER = re.compile(rb"([\x21-\x39\x3b-\x7e]+)[ \t]*:[ \t]*(.*)", re.DOTALL)
BAD_PRINTABLE = re.compile(rb"=(?![0-9A-Fa-f]{2}|[ \t]*\n|[ \t]*\Z)")
ENCODINGS = {"", "7bit", "8bit", "binary", "quoted-printable", "base64"}
NOT_CHARSETS = {"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined"}  # Python codecs, slow or odd
ONCE = {
    "from",
    "to",
    "subject",
    "date",
    "reply-to",
    "message-id",
    "sender",
    "list-unsubscribe",
    "list-unsubscribe-post",
}


@dataclass(slots=True)
class Part:
    """A leaf: its type, and its text when it is one."""

    kind: str
    text: str = ""
    attached: bool = False


@dataclass(slots=True)
class Taken:
    """A message apart: headers (decoded when asked for), leaves in order, faults as (code, where, detail)."""

    headers: list[tuple[str, bytes]] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    faults: list[tuple[str, str, str]] = field(default_factory=list)

    def get(self, name: str) -> str | None:
        """The first header of that name, decoded."""
        return next((decode(value) for found, value in self.headers if found == name), None)

    def all(self, name: str) -> list[str]:
        """Every header of that name."""
        return [decode(value) for found, value in self.headers[:MOST_HEADERS] if found == name][:20]

    def fault(self, code: str, where: str, detail: str = "") -> None:
        """Keep a fault, once."""
        if (code, where, detail) not in self.faults:
            self.faults.append((code, where, detail))


def take_apart(raw: bytes) -> Taken:
    """The message, and what is wrong with how it is made."""
    taken = Taken()
    if len(raw) > LARGEST:
        taken.fault("mime-too-large", "message", str(len(raw)))
        raw = raw[:LARGEST]
    data = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").removeprefix(b"\xef\xbb\xbf")
    if b"\0" in data:
        taken.fault("mime-broken", "message", "NUL")
    if re.search(rb"[^\n]{%d}" % (LONGEST_LINE + 1), data):
        taken.fault("mime-long-line", "message")
    if data.startswith(b"From "):
        data = data.partition(b"\n")[2]
    headers, body = _split(data, taken, "headers")
    taken.headers = headers
    names = [name for name, _value in headers]
    for name in sorted(ONCE & {name for name in names if names.count(name) > 1}):
        taken.fault("mime-twice", f"header {name}", name)
    if "from" not in names:
        taken.fault("mime-broken", "headers", "From")
    _walk(dict(reversed(headers)), body, taken, 0)
    _judge_shape(taken)
    return taken


def _judge_shape(taken: Taken) -> None:
    kinds = {part.kind for part in taken.parts if not part.attached and part.text.strip()}
    if not kinds & {"text/plain", "text/html"}:
        taken.fault("mime-empty", "body")
    elif "text/plain" not in kinds:
        taken.fault("mime-no-text", "body")


def _split(data: bytes, taken: Taken, where: str) -> tuple[list[tuple[str, bytes]], bytes]:
    """Headers (names in lower case, values unfolded) and body."""
    head, blank, body = (b"", b"\n\n", data[1:]) if data.startswith(b"\n") else data.partition(b"\n\n")
    if not blank and where == "headers":
        taken.fault("mime-truncated", where)
    headers: list[tuple[str, bytes]] = []
    unfolded = re.sub(rb"\n(?=[ \t])", b"", head)
    for line in unfolded.split(b"\n")[:MOST_HEADERS]:
        match = HEADER.fullmatch(line)
        if match:
            headers.append((match[1].decode("ascii").lower(), match[2].strip()[:LONGEST_HEADER]))
            if not match[2].isascii():
                taken.fault("mime-header-8bit", f"header {headers[-1][0]}", headers[-1][0])
        elif line.strip():
            taken.fault("mime-broken", where, line[:40].decode("ascii", "replace"))
    return headers, body


def decode(value: bytes) -> str:
    """A header's text: encoded words read, bytes above ASCII read as UTF-8 or Latin-1."""
    try:
        text = value.decode()
    except UnicodeDecodeError:
        text = value.decode("latin-1")
    if "=?" not in text:
        return text
    try:
        pieces = decode_header(text)
    except (HeaderParseError, binascii.Error, ValueError):
        return text
    told = []
    for piece, charset in pieces:
        if isinstance(piece, str):
            told.append(piece)
            continue
        try:
            told.append(piece.decode(charset or "ascii", "replace"))
        except (LookupError, UnicodeError):
            told.append(piece.decode("latin-1"))
    return "".join(told)


def _walk(headers: dict[str, bytes], body: bytes, taken: Taken, depth: int) -> None:
    typed = Headers()
    typed["Content-Type"] = decode(headers.get("content-type", b"text/plain")).replace("\n", " ")
    kind = typed.get_content_type()
    where = f"part {len(taken.parts) + 1}"
    if kind.startswith("multipart/"):
        boundary = typed.get_param("boundary")
        if not isinstance(boundary, str) or not boundary.strip():
            taken.fault("mime-broken", where, "boundary")
            return
        if depth >= DEEPEST:
            taken.fault("mime-nesting", where)
            return
        for piece in _pieces(body, boundary.strip(), taken, where):
            if len(taken.parts) >= MOST_PARTS:
                taken.fault("mime-nesting", where)
                return
            inside, content = _split(piece, taken, where)
            _walk(dict(reversed(inside)), content, taken, depth + 1)
        return
    attached = headers.get("content-disposition", b"").lower().startswith(b"attachment") or not kind.startswith("text/")
    part = Part(kind, attached=attached)
    taken.parts.append(part)
    if not attached:
        part.text = _read_text(headers, typed, body, taken, where)


def _pieces(body: bytes, boundary: str, taken: Taken, where: str) -> Iterator[bytes]:
    mark = re.compile(rb"(?:\A|\n)--" + re.escape(boundary.encode("latin-1", "replace")) + rb"(--)?[ \t]*(?=\n|\Z)")
    marks = list(mark.finditer(body))[: MOST_PARTS + 2]
    if not marks:
        taken.fault("mime-broken", where, "boundary")
    elif not any(one[1] for one in marks):
        taken.fault("mime-truncated", where)
    for number, one in enumerate(marks):
        if one[1]:
            return
        end = marks[number + 1].start() if number + 1 < len(marks) else len(body)
        yield body[one.end() + 1 : end]


def _read_text(headers: dict[str, bytes], typed: Headers, body: bytes, taken: Taken, where: str) -> str:
    encoding = headers.get("content-transfer-encoding", b"").decode("latin-1").strip().lower()
    if len(body) > LARGEST_TEXT:
        taken.fault("mime-too-large", where, str(len(body)))
        body = body[:LARGEST_TEXT]
    if encoding not in ENCODINGS:
        taken.fault("mime-encoding", where, encoding[:40])
    elif encoding == "base64":
        body = _base64(body, taken, where)
    elif encoding == "quoted-printable":
        if BAD_PRINTABLE.search(body):
            taken.fault("mime-encoding", where, encoding)
        body = quopri.decodestring(body)
    charset = typed.get_content_charset("utf-8")
    try:
        if charset.replace("-", "_") in NOT_CHARSETS:
            raise LookupError(charset)
        return body.decode(charset).replace("\r\n", "\n")
    except (LookupError, UnicodeError):
        taken.fault("mime-charset", where, charset[:40])
    try:
        return body.decode().replace("\r\n", "\n")
    except UnicodeDecodeError:
        return body.decode("latin-1").replace("\r\n", "\n")


def _base64(body: bytes, taken: Taken, where: str) -> bytes:
    packed = b"".join(body.split())
    try:
        return binascii.a2b_base64(packed, strict_mode=True) if packed else b""
    except binascii.Error:
        taken.fault("mime-encoding", where, "base64")
    try:
        return binascii.a2b_base64(packed + b"===")
    except binascii.Error:
        return b""
