"""The reading of a file ahead of its storing: batches of lines cleaned, classified and fingerprinted, without any base.

A long file is prepared by a child process, so that reading has a processor of its own while the base writes; it is never
more than one batch ahead, since it waits to be listened to. A short one is not worth a process.
"""

import io
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import Connection, Pipe
from pathlib import Path

import polars as pl

from aval.prospects.describing import classify, fingerprint_lines
from aval.prospects.lines import read_cells
from aval.prospects.reading import BATCH, Batch, Layout, batches

REFUSED = {"row": pl.UInt32, "line": pl.Int64, "reason": pl.String, "content": pl.String}
READ = (  # what was read from, once it has been
    "email", "phone", "mobile", "email_refusal", "full_name", "country", "collected_on", "function_observed_on", "published_on",
    "consent_at", "legal_form_confidence", "siren_wrong", "company_bare",
)  # fmt: skip
LONGEST_CELL = 2000  # characters of a refused cell given back


@dataclass(frozen=True, slots=True)
class Work:
    """What to prepare: the lines of this file after a line, read so, on that day, with what members corrected."""

    path: Path
    layout: Layout
    mapping: dict[str, str]
    after: int
    on: date
    corrections: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Ready:
    """One batch: the last physical line it read, what its lines say, and the lines refused with their cells as written
    (`row` is null for what is no line at all)."""

    last: int
    lines: pl.DataFrame
    refused: pl.DataFrame


@contextmanager
def prepared(work: Work) -> Iterator[Iterator[Ready]]:
    """The batches of a file, in order."""
    if work.layout.lines - work.after <= BATCH:
        yield prepare(work)
        return
    here, there = Pipe(duplex=False)
    child = subprocess.Popen(
        [sys.executable, "-m", "aval.prospects.preparing", str(there.fileno())],
        stdin=subprocess.PIPE,
        pass_fds=[there.fileno()],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "POLARS_MAX_THREADS": "1"},
    )
    there.close()
    try:
        child.stdin.write(pickle.dumps(work))
        child.stdin.close()
        yield _receive(here)
    finally:
        here.close()
        child.kill()
        child.wait()


def prepare(work: Work) -> Iterator[Ready]:
    """The batches of a file, prepared here."""
    for batch in batches(work.path, work.layout, after=work.after):
        cells = read_cells(batch, work.layout.columns, work.mapping, work.on, work.corrections)
        lines = classify(fingerprint_lines(cells), work.corrections)
        yield Ready(batch.last, lines.drop(READ), _refused(batch, lines))


def _refused(batch: Batch, lines: pl.DataFrame) -> pl.DataFrame:
    wrong = lines.filter(pl.col("refused_reason").is_not_null()).select("row", "line", "refused_reason")
    rows = [(row, line, reason, _as_text(batch.rows[row])) for row, line, reason in wrong.iter_rows()]
    rows += [(None, bad.line, f"line-{bad.reason}", _as_text(bad.cells)) for bad in batch.bad]
    return pl.DataFrame(rows, REFUSED, orient="row")


def _as_text(cells: list[str]) -> str:
    return json.dumps([cell[:LONGEST_CELL].replace("\x00", "") for cell in cells], ensure_ascii=False)


def _send(pipe: Connection, work: Work) -> None:
    """In the child: each batch as two Arrow files, then an empty message."""
    for ready in prepare(work):
        pipe.send(ready.last)
        for frame in (ready.lines, ready.refused):
            buffer = io.BytesIO()
            frame.write_ipc(buffer)
            pipe.send_bytes(buffer.getbuffer())
    pipe.send(None)


def _receive(pipe: Connection) -> Iterator[Ready]:
    while (last := pipe.recv()) is not None:
        lines, refused = (pl.read_ipc(io.BytesIO(pipe.recv_bytes())) for _ in range(2))
        yield Ready(last, lines, refused)


if __name__ == "__main__":
    _send(Connection(int(sys.argv[1]), readable=False), pickle.load(sys.stdin.buffer))  # noqa: S301  written by our parent
