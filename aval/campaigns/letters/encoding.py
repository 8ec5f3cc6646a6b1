"""Text into the bytes of a message: headers (RFC 2047), bodies (quoted-printable), nothing that could start a header."""

import re
from binascii import b2a_base64, b2a_qp
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache

ENCODED_WORD = 45  # bytes of text in one encoded word: 60 characters of base64, 72 with its frame
FOLD_AT = 76
ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
ADDRESS = re.compile(r"[^\s<>\"(),:;\\\[\]@\x00-\x1f\x7f]{1,64}@[^\s<>@\"(),:;\\\[\]\x00-\x1f\x7f]{1,253}")
MESSAGE_ID = re.compile(r"<[\x21\x23-\x3b\x3d\x3f-\x7e]{1,200}>")


class CannotBeWritten(ValueError):
    """An address or an identifier that no message can carry."""


def unstructured(text: str, used: int) -> str:
    """A header value in ASCII, folded; `used` characters of its first line are taken by the header's name.

    `text` is on one line already (`tidy`).
    """
    if not text.isascii() or len(text) > FOLD_AT - used or "=?" in text:
        return _encoded_words(text)
    return text


def _encoded_words(text: str) -> str:
    data, words, start, room = text.encode(), [], 0, ENCODED_WORD - 10
    while start < len(data):
        end = start + room
        while end < len(data) and data[end] & 0xC0 == 0x80:  # never inside a character
            end -= 1
        words.append(f"=?utf-8?b?{b2a_base64(data[start:end], newline=False).decode()}?=")
        start, room = end, ENCODED_WORD
    return "\r\n ".join(words)


def mailbox(name: str, address: str, used: int = 6) -> str:
    """`Name <address>`: quoted or encoded as needed."""
    plain = ascii_address(address)
    if not name:
        return plain
    if not name.isascii() or len(name) > FOLD_AT - used:
        return f"{_encoded_words(name)}\r\n <{plain}>"
    quoted = name if ATOM.fullmatch(name) else '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{quoted} <{plain}>"


def ascii_address(address: str) -> str:
    """The address, its domain in punycode. Raises CannotBeWritten for what every server would not carry."""
    if not address.isascii():
        local, _at, domain = address.rpartition("@")
        try:
            address = f"{local}@{domain.encode('idna').decode()}"
        except UnicodeError:
            raise CannotBeWritten(address) from None
    if not address.isascii() or not ADDRESS.fullmatch(address):
        raise CannotBeWritten(address)
    return address


def message_id(given: str) -> str:
    """The identifier, checked: `<…@…>` in printable ASCII."""
    if not MESSAGE_ID.fullmatch(given) or "@" not in given:
        raise CannotBeWritten(given)
    return given


@lru_cache(maxsize=64)
def date_header(second: int) -> str:
    """The Date header of an instant, in seconds since 1970."""
    return format_datetime(datetime.fromtimestamp(second, UTC))


def printable_line(line: str) -> bytes:
    """One line of text, quoted-printable, ended by CRLF; soft breaks keep it under 76 characters."""
    return b2a_qp(line.encode() + b"\r\n", istext=True)
