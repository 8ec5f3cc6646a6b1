"""Files of lines, read in batches with their true line numbers, in memory that does not grow with the file.

A file is surveyed once (encoding, separator, header), then read as many times as needed from any line.
What cannot be read is a value: an `Unreadable` for a file, a `BadLine` for a line; neither stops the others.
"""

import csv
import itertools
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from aval.prospects import charsets
from aval.prospects.headers import name_columns, recognised

SEPARATORS = (",", ";", "\t", "|")
HEAD_LINES = 40  # where a header is looked for
LONGEST = 1 << 16  # characters of a physical line; what is longer is no line of a list
BATCH = 20_000  # lines held at once


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a file cannot be read: `empty`, `too_big`, `damaged`, `encrypted`, `not_a_list`."""

    code: str


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is written. `header_line` counts from 1 and is 0 when there is no header; columns are told apart."""

    encoding: str
    separator: str
    columns: tuple[str, ...]
    header_line: int
    lines: int
    digest: str


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no line of this list: its number, why (`columns`, `quote`, `nul`, `too_long`), what it holds."""

    line: int
    reason: str
    cells: list[str]


@dataclass(slots=True)
class Batch:
    """Consecutive lines: `lines[i]` is the number of `rows[i]`; `last` the last physical line read, rows or not."""

    last: int
    lines: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    bad: list[BadLine] = field(default_factory=list)


def survey(path: Path) -> Layout | Unreadable:
    """How a text file is written. Spreadsheets are unfolded before (`sheets`)."""
    text = charsets.examine(path)
    if not text.lines:
        return Unreadable("empty")
    with _open(path, text.encoding) as file:
        head = _head(file)
    if not any(line.strip() for line in head):
        return Unreadable("empty")
    text_of_head = "".join(head)
    if len(re.findall(r"[\x01-\x08\x0e-\x1f\x7f]", text_of_head)) > len(text_of_head) / 100:
        return Unreadable("not_a_list")
    separator, at, cells = _find_header(head)
    return Layout(text.encoding, separator, name_columns(cells), at, text.lines, text.digest)


def preview(path: Path, layout: Layout, count: int = 5) -> list[list[str]]:
    """The first lines after the header, for a person to tell what the columns are."""
    return list(itertools.islice((row for batch in batches(path, layout, size=count) for row in batch.rows), count))


def batches(path: Path, layout: Layout, *, after: int = 0, size: int = 0) -> Iterator[Batch]:
    """The lines after the header, or after the line `after` where an earlier reading stopped."""
    with _open(path, layout.encoding) as file:
        start = max(after, layout.header_line)
        for _ in range(start):
            _next_line(file)
        records = _Records(file, layout, start)
        while records.more:
            yield records.take(size or BATCH)


def _open(path: Path, encoding: str) -> IO[str]:
    return path.open(encoding=encoding, errors=charsets.REPAIR if encoding.startswith("utf-8") else "replace")


def _next_line(file: IO[str]) -> str:
    """One physical line. A longer one than any list holds comes cut, without its end, and with a NUL to be refused by."""
    line = file.readline(LONGEST)
    if len(line) < LONGEST or line.endswith("\n"):
        return line
    while (rest := file.readline(LONGEST)) and not rest.endswith("\n"):
        pass
    return line[:200].replace('"', "'") + "\x00\x00\n"


class _Records:
    """Records of a file of lines. A quote left open costs its own line, not those it would swallow."""

    def __init__(self, file: IO[str], layout: Layout, line: int) -> None:
        self.file, self.line, self.width = file, line, len(layout.columns)
        self.more = True
        self.again: deque[str] = deque()
        self.taken: list[str] = []
        self.separator = layout.separator
        self.reader = csv.reader(self._feed(), delimiter=self.separator, strict=True)

    def _feed(self) -> Iterator[str]:
        while line := self.again.popleft() if self.again else _next_line(self.file):
            self.taken.append(line)
            yield line

    def take(self, size: int) -> Batch:
        batch = Batch(self.line)
        width, taken = self.width, self.taken
        lines, rows = batch.lines, batch.rows
        while len(rows) < size and len(batch.bad) < size:
            try:
                row = next(self.reader)
            except StopIteration:
                self.more = False
                break
            except csv.Error:
                row = None
            number = self.line + 1
            if len(taken) == 1 and row is not None and len(row) == width and "\x00" not in taken[0]:
                self.line = number
                if any(row):
                    lines.append(number)
                    rows.append(row)
            else:
                self._take_odd(batch, number, row)
            taken.clear()
        batch.last = self.line
        return batch

    def _take_odd(self, batch: Batch, number: int, row: list[str] | None) -> None:
        """A record of several lines, of too many or too few cells, or with what no list holds."""
        first = self.taken[0]
        if len(self.taken) > 1 and (row is None or len(row) != self.width):
            self.again.extendleft(reversed(self.taken[1:]))
            self.reader = csv.reader(self._feed(), delimiter=self.separator, strict=True)
            self.line = number
            batch.bad.append(BadLine(number, "quote", [first.rstrip("\n")[:2000]]))
            return
        self.line += len(self.taken)
        if row is None:  # quotes inside quotes, on one line: read as they stand when the cells count right
            row = next(csv.reader([first.replace("\n", "")], delimiter=self.separator))
            if len(row) != self.width:
                batch.bad.append(BadLine(number, "quote", [first.rstrip("\n")[:2000]]))
                return
        if any("\x00" in line for line in self.taken):
            reason = "too_long" if first.endswith("\x00\x00\n") else "nul"
            batch.bad.append(BadLine(number, reason, [cell.replace("\x00", "") for cell in row]))
        elif any(row[self.width :]):
            batch.bad.append(BadLine(number, "columns", row))
        elif any(row):
            batch.lines.append(number)
            batch.rows.append((row + [""] * self.width)[: self.width])


def _head(file: IO[str]) -> list[str]:
    return list(itertools.takewhile(bool, (_next_line(file) for _ in range(HEAD_LINES))))


def _find_header(head: list[str]) -> tuple[str, int, list[str]]:
    """Separator, line (from 1, 0 without header) and cells of the header: the line with most names we know.

    Without any, the first line as wide as most; when that line holds an address, the file has no header at all.
    """
    best: tuple[tuple[int, int], str, int, list[str]] | None = None
    for separator in SEPARATORS:
        for number, row in _numbered(head, separator):
            score = (sum(map(recognised, row)), len(row))
            if score[0] and (best is None or score > best[0]):
                best = (score, separator, number, row)
    if best:
        return best[1:]
    separator = max(SEPARATORS, key=lambda one: _evenness(head, one))
    rows = list(_numbered(head, separator))
    usual = _usual_width([row for _, row in rows])
    number, row = next((number, row) for number, row in rows if len(row) == usual)
    if any("@" in cell for cell in row):
        return separator, 0, [""] * usual
    return separator, number, row


def _numbered(head: list[str], separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader((line.replace("\x00", "") for line in head), delimiter=separator)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error:
        return


def _usual_width(rows: list[list[str]]) -> int:
    widths = [len(row) for row in rows]
    return max(set(widths), key=lambda one: (widths.count(one), one))


def _evenness(head: list[str], separator: str) -> tuple[bool, int]:
    """How well a separator explains these lines: in how many of them it gives the same width, above one."""
    rows = [row for _, row in _numbered(head, separator)]
    usual = _usual_width(rows) if rows else 1
    return usual > 1, sum(len(row) == usual for row in rows)
