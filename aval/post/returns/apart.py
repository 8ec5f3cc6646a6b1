"""A message received, taken apart: the standard library parses, this bounds size, depth and time, and never raises.

Whoever writes to us chooses every byte: a thousand nested parts, no line feed, a charset nobody knows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import policy
from email.errors import MessageError
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.utils import getaddresses, parsedate_to_datetime

from aval.campaigns.lint.mime import NOT_CHARSETS, decode
from aval.post.returns.hypertext import Shown, read_html

LARGEST = 10_000_000  # bytes read
MOST_BOUNDARIES, MOST_STEPS = 60, 10_000_000  # the library compares each line with each boundary open
LARGEST_TEXT = 400_000  # characters of one text kept
LONGEST_LINE = 8_000  # characters of a line kept
DEEPEST, MOST_PARTS, MOST_HEADERS = 12, 200, 400
BOUNDARIES = re.compile(rb"(?i)boundary\s*=")
ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.\-]{0,251}[A-Za-z0-9])?")
MESSAGE_ID = re.compile(r"<([^<>\s]{1,250})>")

Headers = list[tuple[str, str]]


@dataclass(slots=True)
class Incoming:
    """The parts of a message: its own texts, the reports in it, and the headers of the message it sends back.

    `plain` is its text; `hyper` what its HTML shows, quoted blocks told apart. `reports` are the blocks of
    message/delivery-status, `feedback` the fields of message/feedback-report, `returned` the headers of what came back.
    """

    headers: Headers = field(default_factory=list)
    parsed: Message = field(default_factory=Message)
    plain: list[str] = field(default_factory=list)
    hyper: list[Shown] = field(default_factory=list)
    reports: list[Headers] = field(default_factory=list)
    feedback: Headers | None = None
    returned: Headers = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)

    def get(self, name: str) -> str:
        """The first header of that name, decoded; empty when there is none."""
        return first(self.headers, name)

    @property
    def text(self) -> str:
        """Its own words: the plain parts, else what the HTML shows."""
        written = "\n".join(text for text in self.plain if text.strip())
        return written or "\n".join(shown.text for shown in self.hyper)

    @property
    def sender(self) -> str:
        """The address of From, in lower case."""
        return next(iter(addresses(self.get("from"))), "")


def first(headers: Headers, name: str) -> str:
    """The first header of that name."""
    return next((value for found, value in headers if found == name), "")


def addresses(value: str) -> list[str]:
    """The addresses of a header, in lower case, in order."""
    try:
        read = [address for _name, address in getaddresses([value[:5_000]])]
    except (ValueError, IndexError, RecursionError):
        read = []
    found = [one for one in read if ADDRESS.fullmatch(one)] or ADDRESS.findall(value[:5_000])
    return list(dict.fromkeys(one.lower().strip(".") for one in found))


def message_ids(value: str) -> list[str]:
    """The identifiers of References or In-Reply-To, with their brackets."""
    return [f"<{one}>" for one in MESSAGE_ID.findall(value[:50_000])]


def written_at(headers: Headers) -> datetime | None:
    """The instant of Date, else of the last Received; None when neither can be read."""
    for value in (first(headers, "date"), first(headers, "received").rpartition(";")[2]):
        try:
            read = parsedate_to_datetime(value.strip())
            return read if read.tzinfo else read.replace(tzinfo=UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def take_apart(raw: bytes) -> Incoming:
    """The message, whatever it is made of."""
    data = raw[:LARGEST].replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf")
    data = data.lstrip(b"\n")
    parsed = parse(data)
    taken = Incoming(headers=headers_of(parsed), parsed=parsed)
    for part, inside in walk(parsed):
        keep(taken, part, inside=inside)
    return taken


def parse(data: bytes) -> Message:
    """What the standard library makes of it; its headers alone when it is nested beyond reason."""
    boundaries = len(BOUNDARIES.findall(data))
    parser = BytesHeaderParser if boundaries > MOST_BOUNDARIES else BytesParser
    if boundaries * data.count(b"\n") > MOST_STEPS:
        data = b"\n".join(data.split(b"\n", MOST_STEPS // boundaries)[:-1])
    try:
        return parser(policy=policy.compat32).parsebytes(data)
    except (MessageError, RecursionError, ValueError, LookupError, AttributeError, TypeError, IndexError):
        return Message()


def headers_of(part: Message) -> Headers:
    """Names in lower case, values decoded and on one line."""
    told = []
    for name, value in part.raw_items():
        if len(told) == MOST_HEADERS:
            break
        raw = str(value)[:LONGEST_LINE].encode("ascii", "surrogateescape") if str(value).isascii() else octets(value)
        told.append((str(name).lower(), " ".join(decode(raw).split())))
    return told


def octets(value: object) -> bytes:
    """The bytes of a header that is not ASCII."""
    return str(value)[:LONGEST_LINE].encode("utf-8", "surrogateescape")


def walk(root: Message) -> Iterator[tuple[Message, bool]]:
    """Every leaf in order, with whether it lies inside a message sent back; bounded in depth and number."""
    stack, seen = [(root, 0, False)], 0
    while stack and seen < MOST_PARTS:
        part, depth, inside = stack.pop()
        seen += 1
        payload = part.get_payload()
        kind = part.get_content_type()
        if kind in {"message/rfc822", "message/global", "text/rfc822-headers"}:
            yield part, inside
            inside = True
        if kind in {"message/delivery-status", "message/feedback-report"} or not isinstance(payload, list):
            if kind != "text/rfc822-headers" and not kind.startswith("message/rfc822"):
                yield part, inside
            continue
        if depth < DEEPEST:
            stack += [(one, depth + 1, inside) for one in reversed(payload) if isinstance(one, Message)]


def keep(taken: Incoming, part: Message, *, inside: bool) -> None:
    """What this part says, put where it belongs."""
    kind = part.get_content_type()
    taken.kinds.append(kind)
    if kind in {"message/rfc822", "message/global"}:
        payload = part.get_payload()
        returned = payload[0] if isinstance(payload, list) and payload and isinstance(payload[0], Message) else None
        if not taken.returned and not inside:
            taken.returned = headers_of(returned) if returned is not None else read_fields(text_of(part))
    elif kind == "text/rfc822-headers":
        taken.returned = taken.returned or read_fields(text_of(part))
    elif kind == "message/delivery-status":
        blocks = part.get_payload()
        if isinstance(blocks, list):
            taken.reports += [headers_of(one) for one in blocks[:MOST_PARTS] if isinstance(one, Message)]
        else:
            taken.reports += [read_fields(block) for block in re.split(r"\n\s*\n", text_of(part))[:MOST_PARTS]]
    elif kind == "message/feedback-report":
        payload = part.get_payload()
        inner = payload[0] if isinstance(payload, list) and payload and isinstance(payload[0], Message) else None
        taken.feedback = headers_of(inner) if inner is not None else read_fields(text_of(part))
    elif not inside and kind == "text/html":
        if not attached(part):
            taken.hyper.append(read_html(text_of(part)))
    elif not inside and kind.startswith(("text/", "multipart/", "message/partial")) and not attached(part):
        taken.plain.append("\n".join(line[:LONGEST_LINE] for line in text_of(part).split("\n")))


def attached(part: Message) -> bool:
    """Whether a part is a file beside the message."""
    return str(part.get("content-disposition", "")).lower().lstrip().startswith("attachment")


def text_of(part: Message) -> str:
    """The text of a leaf, whatever charset it claims."""
    try:
        body = part.get_payload(decode=True)
    except (ValueError, LookupError, AttributeError, TypeError):
        body = None
    if body is None:
        raw = part.get_payload()
        body = raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else b""
    body = bytes(body)[: 4 * LARGEST_TEXT]
    try:
        charset = (part.get_content_charset() or "utf-8").strip()
    except (ValueError, LookupError, AttributeError, TypeError):
        charset = "utf-8"
    return to_text(body, charset).replace("\r\n", "\n").replace("\r", "\n")[:LARGEST_TEXT]


def to_text(body: bytes, charset: str) -> str:
    """The text: in the charset it claims, else UTF-8, else Windows-1252."""
    if body.isascii() and charset.lower() in {"utf-8", "us-ascii", "ascii", "iso-8859-1"}:
        return body.decode("ascii")
    for name in (charset, "utf-8"):
        try:
            if name.lower().replace("-", "_") in NOT_CHARSETS:
                continue
            return body.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
    return body.decode("cp1252", "replace")


def read_fields(text: str) -> Headers:
    """`Name: value` lines, continued by indentation, up to the first blank line."""
    told: list[tuple[str, str]] = []
    for line in text.lstrip("\n").split("\n")[:MOST_HEADERS]:
        if not line.strip():
            break
        if line[0] in " \t" and told:
            told[-1] = (told[-1][0], f"{told[-1][1]} {line.strip()}"[:LONGEST_LINE])
            continue
        name, colon, value = line.partition(":")
        if colon and re.fullmatch(r"[!-9;-~]{1,80}", name.strip()):
            told.append((name.strip().lower(), value.strip()[:LONGEST_LINE]))
    return told
