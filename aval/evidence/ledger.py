"""Writing: entries are appended inside the transaction of the fact they prove, or not at all.

Writers of one ledger wait for one another on its Frontier row, from their first entry to the end of their
transaction: record late. SQLite's IMMEDIATE transactions serialise all writers anyway.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection

from aval.evidence.audit import ERASURE, Tree, leaf_of, leaf_start, seal_of
from aval.evidence.canonical import canonical
from aval.evidence.instants import stamp, stored
from aval.evidence.kinds import KINDS, UnknownKind

SUBJECT = re.compile(r"[a-z0-9][a-z0-9:._-]{0,79}|")
SALT = 16  # bytes
GROUP = 10_000  # entries stored together
COLUMNS = ("ledger", "seq", "at", "kind", "subject", "payload", "salt", "seal", "leaf")
TYPES = ("int8", "int8", "timestamptz", "varchar", "varchar", "text", "bytea", "bytea", "bytea")
INSERT = f"INSERT INTO evidence_entry ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"  # noqa: S608  constants
COPY = f"COPY evidence_entry ({', '.join(COLUMNS)}) FROM STDIN (FORMAT BINARY)"
WORTH_A_COPY = 20  # entries, on PostgreSQL


class Sealed(NamedTuple):
    """An entry as far as it can be made before its place is known, outside any transaction; `text` is canonical."""

    subject: str
    text: str
    salt: bytes
    seal: bytes


class OutsideTransaction(RuntimeError):
    """Evidence is written in the transaction of the fact it proves: `with transaction.atomic()`."""


def record(ledger: int, kind: str, payload: Mapping[str, Any], *, at: datetime, subject: str = "") -> int:
    """Append one entry to the ledger (an organisation's id); its number, the first being 0.

    `subject` is an opaque code of whom the entry is about ("person:12"): erasing that subject empties the entry.
    Raises `OutsideTransaction`, `UnknownKind`, `NotCanonical`, or the base's own error: then the act must not happen.
    """
    return record_many(ledger, kind, [(payload, subject)], at=at).start


def record_many(ledger: int, kind: str, payloads: Iterable[tuple[Mapping[str, Any], str]], *, at: datetime) -> range:
    """Append one entry for each (payload, subject), in order, in groups, in constant memory; their numbers."""
    tree = _claim_for(ledger, kind)
    first, waiting = tree.size, iter(payloads)
    while group := list(islice(waiting, GROUP)):
        _append(ledger, tree, kind, seal_texts([(canonical(payload), subject) for payload, subject in group]), at)
    return range(first, tree.size)


def record_sealed(ledger: int, kind: str, entries: Sequence[Sealed], *, at: datetime) -> range:
    """Append what `seal_texts` sealed, in order; their numbers. The ledger is held for as long as it takes to write them."""
    tree = _claim_for(ledger, kind)
    first = tree.size
    _append(ledger, tree, kind, entries, at)
    return range(first, tree.size)


def seal_texts(texts: Sequence[tuple[str, str]]) -> list[Sealed]:
    """Entries ready to be recorded, of each (canonical text, subject)."""
    salts, sealed = os.urandom(SALT * len(texts)), []
    for place, (text, subject) in enumerate(texts):
        if not SUBJECT.fullmatch(subject):
            raise ValueError(f"“{subject}” is no subject: an opaque code such as person:12 is.")
        salt = salts[place * SALT : (place + 1) * SALT]
        sealed.append(Sealed(subject, text, salt, seal_of(salt, subject, text)))
    return sealed


def redact(ledger: int, subject: str | Sequence[str], *, at: datetime, entries: Sequence[int] = ()) -> int:
    """Empty every entry about these subjects, and these `entries` (numbers), for ever; how many were emptied.

    The erasure itself is recorded. The tree does not change: seals and leaves stay, and say nothing about anyone.
    """
    subjects = [subject] if isinstance(subject, str) else list(subject)
    if not all(subjects) or not (subjects or entries):
        raise ValueError("An erasure is of somebody: the subject is empty.")
    claim(ledger)
    emptied = sorted(_empty(ledger, "subject", subjects) + _empty(ledger, "seq", list(entries)))
    runs = _runs(emptied)
    for start in range(0, len(runs) or 1, GROUP):
        record(ledger, ERASURE, {"entries": runs[start : start + GROUP]}, at=at)
    return len(emptied)


def _empty(ledger: int, column: str, keys: Sequence[str] | Sequence[int]) -> list[int]:
    """Empty the entries whose column is one of these keys; their numbers."""
    if not keys:
        return []
    kind = "text" if column == "subject" else "bigint"
    postgresql = connection.vendor == "postgresql"
    listed = f"= ANY(%s::{kind}[])" if postgresql else "IN (SELECT value FROM json_each(%s))"
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE evidence_entry SET payload = NULL, salt = NULL, subject = '' "  # noqa: S608  constants
            f"WHERE ledger = %s AND {column} {listed} AND payload IS NOT NULL AND kind <> %s "
            + ("AND subject <> '' " if column == "subject" else "")
            + "RETURNING seq",
            [ledger, list(keys) if postgresql else json.dumps(list(keys)), ERASURE],
        )
        return [seq for (seq,) in cursor.fetchall()]


def claim(ledger: int) -> Tree:
    """The tree as it stands, held until the end of the transaction so that nobody else appends to this ledger."""
    if not connection.in_atomic_block:
        raise OutsideTransaction("Evidence is written in the transaction of the fact it proves: open one first.")
    lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for _ in range(2):
            cursor.execute(f"SELECT size, peaks FROM evidence_frontier WHERE ledger = %s{lock}", [ledger])  # noqa: S608  constants
            if found := cursor.fetchone():
                return Tree(found[0], peaks_of(found[1]))
            cursor.execute(
                "INSERT INTO evidence_frontier (ledger, size, peaks) VALUES (%s, 0, %s) ON CONFLICT DO NOTHING",
                [ledger, b""],
            )
    raise RuntimeError(f"The frontier of ledger {ledger} cannot be read.")


def size_of(ledger: int) -> int:
    """How many entries it has now; nothing is held."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT size FROM evidence_frontier WHERE ledger = %s", [ledger])
        found = cursor.fetchone()
    return int(found[0]) if found else 0


def peaks_of(packed: bytes) -> list[bytes]:
    """The roots of complete subtrees, 32 bytes each, as the Frontier row packs them."""
    packed = bytes(packed)
    return [packed[i : i + 32] for i in range(0, len(packed), 32)]


def _claim_for(ledger: int, kind: str) -> Tree:
    if kind not in KINDS:
        raise UnknownKind(f"“{kind}” is not a kind of entry: see aval/evidence/kinds.py.")
    return claim(ledger)


def _append(ledger: int, tree: Tree, kind: str, entries: Sequence[Sealed], at: datetime) -> None:
    if entries:
        rows = _rows(ledger, tree.size, kind, entries, at)
        _settle(ledger, tree, _store(rows, len(entries) >= WORTH_A_COPY))


def _rows(ledger: int, start: int, kind: str, entries: Sequence[Sealed], at: datetime) -> Iterator[tuple[Any, ...]]:
    kept, beginning = stored(at), leaf_start(ledger, stamp(at), kind)
    for place, (subject, text, salt, seal) in enumerate(entries, start=start):
        yield (ledger, place, kept, kind, subject, text, salt, seal, leaf_of(beginning, place, seal))


def _store(rows: Iterable[tuple[Any, ...]], many: bool) -> list[bytes]:
    """Store the rows as they come (PostgreSQL stores the first while the last are hashed); their leaves."""
    leaves: list[bytes] = []

    def passing() -> Iterator[tuple[Any, ...]]:
        for row in rows:
            leaves.append(row[-1])
            yield row

    with connection.cursor() as cursor:
        if many and connection.vendor == "postgresql":
            with cursor.copy(COPY) as copy:
                copy.set_types(TYPES)
                for row in passing():
                    copy.write_row(row)
        else:
            cursor.executemany(INSERT, list(passing()))
    return leaves


def _settle(ledger: int, tree: Tree, leaves: list[bytes]) -> None:
    blocks = [(ledger, *block) for block in tree.extend(leaves)]
    with connection.cursor() as cursor:
        if blocks:
            cursor.executemany(
                "INSERT INTO evidence_block (ledger, level, place, root) VALUES (%s, %s, %s, %s)", blocks
            )
        cursor.execute(
            "UPDATE evidence_frontier SET size = %s, peaks = %s WHERE ledger = %s",
            [tree.size, b"".join(tree.peaks), ledger],
        )


def _runs(numbers: list[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return runs
