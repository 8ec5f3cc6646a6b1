"""The control file: a ledger and whatever else proves, in one signed zip that checks itself offline."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.resources import files
from itertools import chain
from typing import IO, Any, NamedTuple

from aval.evidence import reading
from aval.evidence.audit import ERASURE, Entry, Head
from aval.evidence.heads import heads, public_key, sign, sign_head
from aval.evidence.verifier import FORMAT, WITHHELD

WRITTEN_OUT = ("audit.py", "verifier.py", "dossier/LISEZMOI.txt", "dossier/README.txt")
QUICK = 1  # of zlib's nine levels: hashes do not shrink


class Part(NamedTuple):
    """One more file of a control file: its name and what writes it."""

    name: str
    write: Callable[[IO[bytes]], object]


class _Hashed:
    """Writes through and keeps the digest."""

    def __init__(self, to: IO[bytes]) -> None:
        self._to, self.digest = to, hashlib.sha256()

    def write(self, text: bytes) -> int:
        self.digest.update(text)
        return self._to.write(text)


def export(
    ledger: int,
    out: IO[bytes],
    *,
    at: datetime,
    parts: Iterable[Part] = (),
    keeps: Callable[[Entry], bool] | None = None,
) -> Head:
    """Write the control file of a ledger, streaming; the head it was signed with.

    The ledger is signed first and written up to that head, so writers may go on. An entry that `keeps` refuses is written
    without what it says, as if it had been erased: its place, kind and hash stay, and the tree verifies.
    """
    head = sign_head(ledger, at=at)
    entries = chain.from_iterable(reading.pages(ledger, 0, head.size))
    runs: list[list[int]] = []
    own = [
        Part("entries.jsonl", lambda file: _lines(file, _withheld(entries, keeps, runs) if keeps else entries)),
        *([Part(WITHHELD, lambda file: file.write(b"".join(f"{run}\n".encode() for run in runs)))] if keeps else ()),
        Part("heads.jsonl", lambda file: _lines(file, heads(ledger, head.size))),
        *(Part(name.rpartition("/")[2], _copy(name)) for name in WRITTEN_OUT),
    ]
    day = at.timetuple()[:6]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=QUICK) as archive:
        named = {}
        for part in (*own, *parts):
            with _member(archive, part.name, day) as file:
                hashed = _Hashed(file)
                part.write(hashed)
            named[part.name] = {"sha256": hashed.digest.hexdigest()}
        manifest = _manifest(ledger, head, named)
        for name, text in (("manifest.json", manifest), ("manifest.sig", sign(manifest))):
            with _member(archive, name, day) as file:
                file.write(text)
    return head


def _withheld(entries: Iterable[Entry], keeps: Callable[[Entry], bool], runs: list[list[int]]) -> Iterator[Entry]:
    """The entries, without what those that were not asked for say; `runs` tells which, to be written after them."""
    for one in entries:
        if one.kind == ERASURE or one.payload is None or keeps(one):
            yield one
            continue
        if runs and runs[-1][1] == one.seq - 1:
            runs[-1][1] = one.seq
        else:
            runs.append([one.seq, one.seq])
        yield one._replace(payload=None, salt=None, subject="")


def _manifest(ledger: int, head: Head, named: dict[str, dict[str, str]]) -> bytes:
    said = {
        "format": FORMAT,
        "ledger": ledger,
        "entries": head.size,
        "head": head.as_json(),
        "public_key": public_key().hex(),
        "files": named,
    }
    return json.dumps(said, indent=2, ensure_ascii=False).encode()


def _lines(file: IO[bytes], rows: Iterable[Any]) -> None:
    encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
    for row in rows:
        file.write(encode(row.as_json()).encode() + b"\n")


def _copy(name: str) -> Callable[[IO[bytes]], object]:
    return lambda file: file.write(files("aval.evidence").joinpath(name).read_bytes())


@contextmanager
def _member(archive: zipfile.ZipFile, name: str, day: tuple[int, ...]) -> Iterator[IO[bytes]]:
    info = zipfile.ZipInfo(name, day)  # type: ignore[arg-type]
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    with archive.open(info, "w", force_zip64=True) as file:
        yield file
