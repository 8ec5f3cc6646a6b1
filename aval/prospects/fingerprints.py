"""Keyed fingerprints: an address, a number, a domain or a person recognised again without being kept.

HMAC-SHA-256, under the key `fingerprint` that is not in the base, of `kind|version|normal form`; its first 128 bits,
in hexadecimal. Without the key nobody can tell, by trying addresses, who is on the opposition list.
"""

import hashlib
from functools import lru_cache

import polars as pl

from aval import keys

KINDS = ("email", "phone", "post", "dm", "domain", "identity")
VERSION = "1"  # of the normal forms; a change of theirs needs a new one, and the old ones kept
LENGTH = 32  # hexadecimal digits
BLOCK = 64  # bytes, of SHA-256


@lru_cache(maxsize=16)
def _states(key: bytes, kind: str) -> tuple["hashlib._Hash", "hashlib._Hash"]:
    """Both halves of the HMAC (RFC 2104) up to where the value comes: what is the same for a million values is done once."""
    if kind not in KINDS:
        raise ValueError(f"No such kind of fingerprint: {kind}")
    padded = key.ljust(BLOCK, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded))
    inner.update(f"{kind}|{VERSION}|".encode())
    return inner, hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))


def fingerprint(kind: str, normal: str) -> str:
    """The fingerprint of one normal form. `KeyMissing` before `aval init`."""
    inner, outer = (state.copy() for state in _states(keys.require("fingerprint"), kind))
    inner.update(normal.encode())
    outer.update(inner.digest())
    return outer.hexdigest()[:LENGTH]


def fingerprints(kind: str, normals: pl.Series) -> pl.Series:
    """The fingerprints of a column of normal forms, null where there is none; about a microsecond each."""
    inner, outer = _states(keys.require("fingerprint"), kind)
    found: list[str | None] = []
    for value in normals.to_list():
        if value is None:
            found.append(None)
            continue
        within, around = inner.copy(), outer.copy()
        within.update(value.encode())
        around.update(within.digest())
        found.append(around.hexdigest()[:LENGTH])
    return pl.Series(normals.name, found, pl.String)


def key_id() -> str:
    """Which key made a fingerprint: the first bits of its own digest, kept beside every objection."""
    return hashlib.sha256(b"aval fingerprint key|" + keys.require("fingerprint")).hexdigest()[:16]
