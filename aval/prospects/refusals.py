"""Refused lines given back: where, which field, why and what to do, and the line itself, to mend and bring back."""

import csv
import hashlib
import io
import json
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources

from aval.prospects.classification import say
from aval.prospects.models import Import

HEADER = ("line", "field", "reason", "sentence")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would compute a cell that begins so


class ImportRefused(Exception):
    """No import: `code` says why (see refusals.toml), `column` which column when it is one."""

    def __init__(self, code: str, column: str = "") -> None:
        super().__init__(code)
        self.code, self.column = code, column


@cache
def _sentences() -> dict[str, dict[str, str]]:
    return tomllib.loads(resources.files("aval.prospects").joinpath("refusals.toml").read_text(encoding="utf-8"))


def explain(code: str, language: str = "fr", **values: str) -> str:
    """The sentence of a refusal, in French or English; a code of the classification is said in its own words."""
    sentence = _sentences().get(code)
    return sentence[language].format(**values) if sentence else say(code, language)


def neutral(cell: str) -> str:
    """A cell no spreadsheet will compute."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


def refused_csv(run: Import, language: str = "fr") -> Iterator[str]:
    """The file of refused lines, piece by piece: same separator and columns as the file read, after the four of `HEADER`."""
    columns = run.layout.get("columns", [])
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=run.layout.get("separator", ","), lineterminator="\r\n")
    writer.writerow([*HEADER, *map(neutral, columns)])
    yield "\ufeff"
    for number, refused in enumerate(run.refused_lines.order_by("line", "id").iterator(chunk_size=5000), start=1):
        cells = json.loads(refused.content) if refused.content else []
        writer.writerow(
            [refused.line, refused.field, refused.reason, explain(refused.reason, language), *map(neutral, cells)]
        )
        if number % 5000 == 0:
            yield _emptied(buffer)
    yield _emptied(buffer)


def _emptied(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def refused_digest(run: Import) -> str:
    """SHA-256 of the file of refused lines, in French."""
    digest = hashlib.sha256()
    for piece in refused_csv(run):
        digest.update(piece.encode())
    return digest.hexdigest()
