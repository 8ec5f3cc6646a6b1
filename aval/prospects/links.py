"""The link of a letter: whose page it opens, in a word nobody can read, forge or guess.

The token is AES-SIV (RFC 5297) under the key `link`: the same three numbers always give the same token, one bit
changed gives nothing, and it tells its bearer neither who nor how many. It never expires: an objection has no deadline.
"""

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
MEANING = [b"aval link 1"]


@dataclass(frozen=True, slots=True)
class Link:
    """Ids of the organisation that wrote, the contact point it wrote to, and the campaign (0: none)."""

    organisation: int
    contact_point: int
    campaign: int


@cache
def _cipher() -> AESSIV:
    return AESSIV(keys.require("link"))  # read once a process: the key does not change while it lives


def link_token(organisation: int, contact_point: int, campaign: int = 0) -> str:
    """The token of a letter: 48 url-safe characters, the same for the same letter. `KeyMissing` before `aval init`."""
    numbers = NUMBERS.pack(organisation, contact_point, campaign)
    return urlsafe_b64encode(_cipher().encrypt(numbers, MEANING)).decode()


def read_token(token: str) -> Link | None:
    """Whose link this is; None for anything we did not write, whatever is wrong with it (compared in constant time)."""
    if not TOKEN.fullmatch(token):
        return None
    try:
        numbers = _cipher().decrypt(urlsafe_b64decode(token), MEANING)
    except InvalidTag:
        return None
    return Link(*NUMBERS.unpack(numbers))
