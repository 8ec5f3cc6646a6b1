"""A small puzzle each sender's machine solves (SHA-256, no third party, nothing stored): dear for robots by the thousand.

challenge = what · instant · nonce · seal, sealed under the key `link`; solved by a number that makes SHA-256 of
"challenge:number" begin with `BITS` zeros, a fraction of a second in a browser. Checking costs two hashes and no query.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from functools import cache

from aval import keys

BITS = 16
LIFE = timedelta(hours=24)


@cache
def _key() -> bytes:
    return hmac.digest(keys.require("link"), b"aval puzzle 1", "sha256")


def _seal(told: str) -> str:
    return hmac.new(_key(), told.encode(), "sha256").hexdigest()[:32]


def challenge(what: str, at: datetime) -> str:
    """A new challenge for sending to `what` (code@number)."""
    told = f"{what}.{int(at.timestamp())}.{secrets.token_hex(12)}"
    return f"{told}.{_seal(told)}"


def stamp_of(given: str, what: str, at: datetime) -> str | None:
    """The nonce of a challenge of ours for `what`, younger than a day; None for anything else."""
    told, _dot, seal = given.rpartition(".")
    if not hmac.compare_digest(seal.encode(), _seal(told).encode()):
        return None
    parts = told.rsplit(".", 2)
    if len(parts) != 3 or parts[0] != what:
        return None
    age = at.timestamp() - int(parts[1])
    return parts[2] if -60 <= age <= LIFE.total_seconds() else None


def solved(given: str, answer: str) -> bool:
    """Whether the number solves the challenge."""
    if not answer.isdecimal() or len(answer) > 12:
        return False
    found = hashlib.sha256(f"{given}:{answer}".encode()).digest()
    return int.from_bytes(found[:4]) >> (32 - BITS) == 0


def solve(given: str) -> str:
    """The smallest number that solves it: what a browser does, for tests, measures and programs."""
    number = 0
    while not solved(given, str(number)):
        number += 1
    return str(number)
