"""Heads: the root of a ledger at a size, signed, so that nobody can later say it was another."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from aval import keys
from aval.evidence.audit import Head, head_text
from aval.evidence.instants import instant, instant_column, stamp, stored
from aval.evidence.ledger import claim

PAGE = 1000  # heads read at once


def public_key() -> bytes:
    """The 32 bytes with which anybody checks our heads; `KeyMissing` when Aval was not set up."""
    return _private_key().public_key().public_bytes_raw()


def sign(text: bytes) -> bytes:
    """Our Ed25519 signature of these bytes."""
    return _private_key().sign(text)


def sign_head(ledger: int, *, at: datetime) -> Head:
    """Sign the ledger as it stands; the head already signed when nothing was recorded since."""
    with transaction.atomic():
        tree = claim(ledger)
        latest = latest_head(ledger)
        if latest and latest.size == tree.size:
            return latest
        root, instant = tree.root(), stamp(at)
        head = Head(tree.size, root, instant, sign(head_text(ledger, tree.size, root, instant)))
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO evidence_head (ledger, size, root, at, signature) VALUES (%s, %s, %s, %s, %s)",
                [ledger, head.size, head.root, stored(at), head.signature],
            )
    return head


def latest_head(ledger: int) -> Head | None:
    """The last head signed, or None."""
    return _find(ledger, "ORDER BY size DESC LIMIT 1", [])


def first_head_over(ledger: int, seq: int) -> Head | None:
    """The oldest head that covers this entry: the nearest in time to what it proves; None when none does yet."""
    return _find(ledger, "AND size > %s ORDER BY size LIMIT 1", [seq])


def heads(ledger: int, up_to: int) -> Iterator[Head]:
    """Every head of at most this size, smallest first."""
    after = -1
    while True:
        page = _read(ledger, "AND size > %s AND size <= %s ORDER BY size LIMIT %s", [after, up_to, PAGE])
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1].size


def _find(ledger: int, which: str, values: list[Any]) -> Head | None:
    found = _read(ledger, which, values)
    return found[0] if found else None


def _read(ledger: int, which: str, values: list[Any]) -> list[Head]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT size, root, {instant_column()}, signature FROM evidence_head WHERE ledger = %s {which}",  # noqa: S608  constants
            [ledger, *values],
        )
        return [Head(size, bytes(root), instant(at), bytes(signed)) for size, root, at, signed in cursor.fetchall()]


def _private_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keys.require("ledger"))
