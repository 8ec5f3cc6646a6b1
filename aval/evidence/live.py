"""Verifying the base as it is now: everything is computed again from the entries, in constant memory."""

from collections.abc import Iterator
from functools import partial

from django.db import DatabaseError, connection

from aval.evidence import reading
from aval.evidence.audit import Audit, Closed, Entry, Lie, Report
from aval.evidence.heads import heads, public_key
from aval.evidence.ledger import peaks_of


def verify_live(ledger: int) -> Report:
    """Check a ledger in the base: entries, subtrees, frontier, signed heads; names the first entry that lies.

    Writers may go on: what is appended meanwhile is checked the next time. `KeyMissing` when Aval was not set up.
    """
    report = Report(key=public_key())
    try:
        size, peaks = _frontier(ledger)
        audit = Audit(ledger, heads(ledger, size), report, partial(_compare_blocks, ledger))
        for page in _readable_pages(ledger, size):
            audit.take(page)
        _nothing_outside(ledger, "entry", "seq < 0 OR seq >= {}", "beyond")
        audit.finish()
        if audit.tree.size < size:
            raise Lie("missing", audit.tree.size)
        if audit.tree.peaks != peaks:
            raise Lie("frontier", report.head.size if report.head else 0)
        _nothing_outside(ledger, "head", "size < 0 OR size > {}", "missing")
        _nothing_outside(
            ledger, "block", "place < 0 OR level < 8 OR level % 8 <> 0 OR ((place + 1) << level) > {}", "block"
        )
    except Lie as lie:
        report.refuse(lie)
    return report


def _frontier(ledger: int) -> tuple[int, list[bytes]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT size, peaks FROM evidence_frontier WHERE ledger = %s", [ledger])
        found = cursor.fetchone()
    return (found[0], peaks_of(found[1])) if found else (0, [])


def _readable_pages(ledger: int, size: int) -> Iterator[list[Entry]]:
    """The pages of entries; `Lie` at the first entry the base itself cannot read."""
    after = 0
    try:
        for page in reading.pages(ledger, 0, size):
            yield page
            after = page[-1].seq + 1
    except DatabaseError as wrong:
        for seq in range(after, min(size, after + reading.PAGE)):
            try:
                reading.entry(ledger, seq)
            except (DatabaseError, LookupError):
                raise Lie("unreadable", seq) from wrong
        raise


def _compare_blocks(ledger: int, closed: Closed) -> None:
    """The roots kept for receipts are those of the entries."""
    for level in {level for level, _, _ in closed}:
        computed = [(place, root) for at, place, root in closed if at == level]
        first, last = computed[0][0], computed[-1][0]
        kept = reading.blocks(ledger, level, first, last + 1)
        if kept != [root for _, root in computed]:
            right = next(
                (i for i, (mine, (_, root)) in enumerate(zip(kept, computed, strict=False)) if mine != root), len(kept)
            )
            raise Lie("block", (first + right) << level)


def _nothing_outside(ledger: int, table: str, outside: str, why: str) -> None:
    """No row lies outside the ledger: one statement sees table and frontier together, writers or not."""
    frontier = f"COALESCE((SELECT size FROM evidence_frontier WHERE ledger = {int(ledger)}), 0)"  # noqa: S608  a number
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {frontier} FROM evidence_{table} WHERE ledger = {int(ledger)} AND ({outside.format(frontier)}) LIMIT 1"  # noqa: S608  constants
        )
        if found := cursor.fetchone():
            raise Lie(why, found[0])
