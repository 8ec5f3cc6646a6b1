"""Reading the ledger back exactly as it was hashed, in order, a page at a time."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from aval.evidence.audit import Entry
from aval.evidence.instants import instant, instant_column

PAGE = 4096  # entries read at once


def pages(ledger: int, start: int = 0, end: int = 2**62) -> Iterator[list[Entry]]:
    """The entries numbered from start to end (exclusive), in lists of at most PAGE."""
    after = start - 1
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT seq, {instant_column()}, kind, subject, payload, salt, seal, leaf FROM evidence_entry WHERE ledger = %s AND seq > %s AND seq < %s ORDER BY seq LIMIT {PAGE}",  # noqa: S608  constants
                [ledger, after, end],
            )
            page = _entries(cursor.fetchall())
        if page:
            yield page
        if len(page) < PAGE:
            return
        after = page[-1].seq


def entry(ledger: int, seq: int) -> Entry:
    """One entry; `LookupError` when there is none of this number."""
    for page in pages(ledger, seq, seq + 1):
        return page[0]
    raise LookupError(f"Ledger {ledger} has no entry {seq}.")


def blocks(ledger: int, level: int, start: int, end: int) -> list[bytes]:
    """The roots of the complete subtrees of 2^level entries placed from start to end (exclusive), in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT root FROM evidence_block WHERE ledger = %s AND level = %s AND place >= %s AND place < %s ORDER BY place",
            [ledger, level, start, end],
        )
        return [bytes(root) for (root,) in cursor.fetchall()]


def leaves(ledger: int, start: int, end: int) -> list[bytes]:
    """The leaves numbered from start to end (exclusive), in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT leaf FROM evidence_entry WHERE ledger = %s AND seq >= %s AND seq < %s ORDER BY seq",
            [ledger, start, end],
        )
        return [bytes(leaf) for (leaf,) in cursor.fetchall()]


def _entries(rows: list[tuple[Any, ...]]) -> list[Entry]:
    """Rows as Entries; bytes come as they are kept, so that what is not bytes is found out."""
    if not rows or isinstance(rows[0][1], str):
        return list(map(Entry._make, rows))
    texts = {at: instant(at) for at in {row[1] for row in rows}}
    return [Entry(row[0], texts[row[1]], *row[2:]) for row in rows]
