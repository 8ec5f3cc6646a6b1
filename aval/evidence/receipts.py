"""A receipt: one entry, and the path from it to a signed head. It proves itself without Aval."""

from datetime import datetime
from typing import Any

from aval.evidence import reading
from aval.evidence.audit import Tree
from aval.evidence.heads import first_head_over, public_key, sign_head
from aval.evidence.verifier import root_by_path

FORMAT = "aval-receipt-1"


def receipt(ledger: int, seq: int, *, at: datetime) -> dict[str, Any]:
    """The proof that this entry is in this ledger, as JSON; signs a head when none covers the entry yet.

    `LookupError` when there is no such entry. `verifier.check_receipt` checks it.
    """
    entry = reading.entry(ledger, seq)
    head = first_head_over(ledger, seq) or sign_head(ledger, at=at)
    path = inclusion_path(ledger, seq, head.size)
    if root_by_path(seq, head.size, entry.leaf, path) != head.root:
        raise LookupError(f"Entry {seq} of ledger {ledger} is not the one that was signed: run “aval verify --live”.")
    return {
        "format": FORMAT,
        "ledger": ledger,
        "entry": entry.as_json(),
        "path": [sibling.hex() for sibling in path],
        "head": head.as_json(),
        "public_key": public_key().hex(),
    }


def inclusion_path(ledger: int, seq: int, size: int) -> list[bytes]:
    """The siblings from an entry up to the root of the first `size` entries (RFC 9162, 2.1.3.1), lowest first."""
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        if seq < middle:
            path.append(subtree(ledger, middle, end))
            end = middle
        else:
            path.append(subtree(ledger, start, middle))
            start = middle
    return path[::-1]


def subtree(ledger: int, start: int, end: int) -> bytes:
    """The root over entries from start to end (exclusive), start being a multiple of the subtree's width.

    Complete blocks are read, not computed again: at most some 255 roots a level, whatever the size.
    """
    peaks: list[bytes] = []
    for level in range(((end - start).bit_length() - 1) // 8 * 8, -1, -8):
        count = (end - start) >> level
        place = start >> level
        nodes = reading.blocks(ledger, level, place, place + count) if level else reading.leaves(ledger, start, end)
        if len(nodes) != count:
            raise LookupError(f"Entries are missing from ledger {ledger}: run “aval verify --live”.")
        part = Tree()
        part.extend(nodes)
        peaks += part.peaks
        start += count << level
    return Tree(peaks=peaks).root()
