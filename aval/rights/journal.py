"""The journal of what people decided: what a restored base must be told before it serves (T14).

It is a copy, kept outside the base and its backups, of some kinds of entries of each ledger: erasures, objections,
consents taken back, restrictions, corrections; a fingerprint, a date, no name. It follows the ledger, whose entries of one organisation are committed in order, so nothing is written twice
and nothing is missed. Its last line also tells when the base is not the one it followed: then the base is older, and
serves nobody until the journal is replayed.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from aval.accounts.models import Organisation
from aval.evidence.instants import stamp
from aval.evidence.models import Entry

KINDS = (
    "objection:recorded",
    "erasure:people",
    "consent:withdrawn",
    "restriction:changed",
    "person:rectified",
)
PAGE = 5_000  # lines written together
TAIL = 65_536  # bytes read from the end, more when the last line is longer


class Behind(RuntimeError):
    """This base is older than its journal: somebody erased may be in it. `organisation` is whose."""

    def __init__(self, organisation: int) -> None:
        super().__init__(f"organisation {organisation}")
        self.organisation = organisation


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as the journal keeps it; `leaf` (hexadecimal) tells it from any other entry of that number."""

    seq: int
    leaf: str
    at: str
    kind: str
    payload: dict[str, Any]


def path_of(organisation: int) -> Path:
    """Where the journal of this organisation is."""
    return Path(settings.AVAL_JOURNAL) / f"journal-{organisation}.jsonl"


def follow(organisation: int) -> int:
    """Add what the ledger says since last time; how many lines. Raises `Behind` when it is not the ledger we followed."""
    with _opened(organisation) as file:
        last = _last(file)
        if last and not _is_in_base(organisation, last):
            raise Behind(organisation)
        return _write(file, organisation, last.seq if last else -1)


def keep_up(organisation: int) -> None:
    """`follow`, at once after an erasure. A base that is behind is hearing its journal: that one begins again at the end."""
    with suppress(Behind):
        follow(organisation)


def check_journals() -> None:
    """Raise `Behind` for the first organisation whose base is older than its journal."""
    for organisation in Organisation.objects.order_by("pk").values_list("pk", flat=True):
        if path_of(organisation).exists():
            with _opened(organisation) as file:
                last = _last(file)
            if last and not _is_in_base(organisation, last):
                raise Behind(organisation)


def lines(organisation: int) -> Iterator[Line]:
    """Every whole line of the journal, in order; the end of a line cut by a crash is passed over."""
    if path_of(organisation).exists():
        with path_of(organisation).open("rb") as file:
            yield from (_read(line) for line in file if line.endswith(b"\n"))


def begin_again(organisation: int) -> int:
    """Write the journal anew from the base that has replayed it, in place of the old one; how many lines."""
    path = path_of(organisation)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    with fresh.open("wb") as file:
        fresh.chmod(0o600)
        written = _write(file, organisation, -1)
    fresh.replace(path)
    return written


def _write(file: IO[bytes], organisation: int, after: int) -> int:
    written = 0
    entries = Entry.objects.filter(ledger=organisation, kind__in=KINDS, payload__isnull=False).order_by("seq")
    rows = entries.values_list("seq", "leaf", "at", "kind", "payload")
    while page := list(rows.filter(seq__gt=after)[:PAGE]):
        for seq, leaf, at, kind, payload in page:
            told = {
                "seq": seq,
                "leaf": bytes(leaf).hex(),
                "at": stamp(at),
                "kind": kind,
                "payload": json.loads(payload),
            }
            file.write(json.dumps(told, separators=(",", ":")).encode() + b"\n")
        after, written = page[-1][0], written + len(page)
    if written:
        file.flush()
        os.fsync(file.fileno())
    return written


@contextmanager
def _opened(organisation: int) -> Iterator[IO[bytes]]:
    """The journal, ours alone until the end; at its end, past a line that a crash cut."""
    path = path_of(organisation)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _last(file: IO[bytes]) -> Line | None:
    """The last whole line; what a crash left after it is cut off."""
    size = file.seek(0, os.SEEK_END)
    length = TAIL
    while True:
        start = file.seek(max(0, size - length))
        tail = file.read()
        whole = tail[: tail.rfind(b"\n") + 1]
        if start == 0 or whole.count(b"\n") > 1:
            break
        length *= 4
    if len(whole) < len(tail):
        file.truncate(start + len(whole))
    file.seek(0, os.SEEK_END)
    return _read(whole.splitlines()[-1]) if whole.strip() else None


def _read(line: bytes) -> Line:
    return Line(**json.loads(line))


def _is_in_base(organisation: int, line: Line) -> bool:
    found = Entry.objects.filter(ledger=organisation, seq=line.seq).values_list("leaf", flat=True).first()
    return found is not None and bytes(found).hex() == line.leaf
