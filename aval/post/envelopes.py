"""Where a rejection comes back to: an address of its own for each attempt, that nobody else can make up.

`retours@brand.example` becomes `retours+7q.k3v9…@brand.example`: the attempt's number and a mark made with the `link`
key. Whatever the rejection then holds, it names its attempt.
"""

import base64
import hashlib
import hmac
import re

from aval import keys

MARK = 8  # bytes of the mark: 13 characters
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
READ = re.compile(r"[^@+]*\+([0-9a-z]{1,13})\.([a-z2-7]{13})@[^@]+", re.IGNORECASE)


def bounce_address(mailbox: str, attempt: int) -> str:
    """The envelope sender of this attempt, at a mailbox that takes what follows a `+`."""
    local, _at, domain = mailbox.rpartition("@")
    return f"{local}+{_spell(attempt)}.{_mark(attempt)}@{domain}"


def attempt_of(address: str) -> int | None:
    """The attempt a rejection came back for; None for an address we did not make."""
    found = READ.fullmatch(address.strip().strip("<>"))
    if not found:
        return None
    attempt = int(found[1], 36)
    return attempt if hmac.compare_digest(_mark(attempt), found[2].lower()) else None


def _mark(attempt: int) -> str:
    made = hmac.digest(keys.require("link"), f"bounce of {attempt}".encode(), hashlib.sha256)[:MARK]
    return base64.b32encode(made).decode().rstrip("=").lower()


def _spell(number: int) -> str:
    told = ""
    while number:
        number, digit = divmod(number, 36)
        told = DIGITS[digit] + told
    return told or "0"
