"""The link of a letter: whose page it opens, in a word nobody can read, forge or guess.

The token is AES-SIV (RFC 5297) under the key `link`: the same three numbers always give the same token, one bit
changed gives nothing, and it tells its bearer neither who nor how many. It never expires: an objection has no deadline.
Other tokens of her pages are sealed alike under another meaning: one can never be taken for the other.
"""

import hmac
import re
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from aval import keys

NUMBERS = struct.Struct(">IQQ")
TOKEN = re.compile(r"[A-Za-z0-9_-]{48}")  # 16 bytes of tag and 20 of numbers, in base64 without padding
LETTER = "link"
FOLLOWED = "mail"  # the meaning of the word by which a letter tells who opened it, for who agreed to it


@dataclass(frozen=True, slots=True)
class Link:
    """Ids of the organisation that wrote, the contact point it wrote to, and the campaign (0: none)."""

    organisation: int
    contact_point: int
    campaign: int


@cache
def _cipher() -> AESSIV:
    return AESSIV(keys.require("link"))  # read once a process: the key does not change while it lives


def seal(meaning: str, *numbers: int) -> str:
    """Three numbers as 48 url-safe characters that only `unseal` of the same meaning reads. `KeyMissing` before `aval init`."""
    return urlsafe_b64encode(_cipher().encrypt(NUMBERS.pack(*numbers), _said(meaning))).decode()


def unseal(meaning: str, token: str) -> tuple[int, int, int] | None:
    """The numbers; None for anything we did not write with this meaning, whatever is wrong (compared in constant time)."""
    if not TOKEN.fullmatch(token):
        return None
    try:
        numbers = _cipher().decrypt(urlsafe_b64decode(token), _said(meaning))
    except InvalidTag:
        return None
    first, second, third = NUMBERS.unpack(numbers)
    return first, second, third


def link_token(organisation: int, contact_point: int, campaign: int = 0) -> str:
    """The token of a letter: 48 url-safe characters, the same for the same letter. `KeyMissing` before `aval init`."""
    return seal(LETTER, organisation, contact_point, campaign)


def read_token(token: str) -> Link | None:
    """Whose link this is; None for anything we did not write, whatever is wrong with it (compared in constant time)."""
    numbers = unseal(LETTER, token)
    return Link(*numbers) if numbers else None


def mark_url(url: str) -> str:
    """What shows that an address was written by us in a letter: 22 characters, the same for everybody."""
    mark = hmac.digest(keys.require("link"), b"aval url 1\n" + url.encode(), "sha256")
    return urlsafe_b64encode(mark[:16]).decode().rstrip("=")


def _said(meaning: str) -> list[bytes]:
    return [f"aval {meaning} 1".encode()]
