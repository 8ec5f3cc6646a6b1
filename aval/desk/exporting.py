"""Lines handed to a spreadsheet: semicolons, and no cell it would run."""

import csv
import io
from collections.abc import Iterable, Iterator

from aval.prospects.refusals import neutral

PIECE = 500  # lines written at a time


def as_csv(lines: Iterable[Iterable[str]]) -> Iterator[str]:
    """The file, piece by piece, marked as UTF-8."""
    buffer = io.StringIO("\ufeff")
    buffer.seek(1)
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    for number, line in enumerate(lines, start=1):
        writer.writerow([neutral(cell) for cell in line])
        if number % PIECE == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()
