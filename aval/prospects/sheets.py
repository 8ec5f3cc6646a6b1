"""Spreadsheets (XLSX, XLSB, XLS, ODS) turned into plain CSV by a child process that may not grow.

A spreadsheet of a few kilobytes can unfold into terabytes, by compression or by one cell in the last corner. The child
has a ceiling of memory and of processor time, so the worst a hostile file can do is to be refused.
"""

import csv
import datetime as dt
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

LARGEST = 400 << 20  # bytes, once unfolded
MEMORY = 3 << 30  # bytes of address space of the child
SECONDS = 300  # of processor time of the child
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CODES = {3: "encrypted", 4: "damaged", 5: "empty"}


def is_sheet(path: Path) -> bool:
    """Whether the first bytes are those of a spreadsheet."""
    with path.open("rb") as file:
        head = file.read(8)
    return head.startswith((ZIP, OLE))


def unfold(path: Path, target: Path) -> str:
    """Write the first sheet that holds something as UTF-8 CSV, row n on line n. Answers an error code, empty when done."""
    if path.stat().st_size > LARGEST or not _fits(path):
        return "too_big"
    call = [sys.executable, "-I", __file__, str(path), str(target)]
    child = subprocess.run(call, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if child.returncode:
        target.unlink(missing_ok=True)
        return CODES.get(child.returncode, "too_big")
    return ""


def _fits(path: Path) -> bool:
    """Whether what the archive says it unfolds into is bearable; the child's ceiling holds when it lies."""
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(one.file_size for one in archive.infolist()) <= LARGEST
    except zipfile.BadZipFile:
        return True  # an old XLS, or damaged: the child will say


def _cell(value: object) -> str:
    """A cell as a person reads it, on one line: whole numbers without point, days in ISO 8601."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat(" ") if isinstance(value, dt.datetime) else value.isoformat()
    return str(value).replace("\r", " ").replace("\n", " ")


def _write(source: str, target: str) -> int:
    """In the child: read, write, answer the exit code of `CODES`."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        book = CalamineWorkbook.from_path(source)
        sheets = (book.get_sheet_by_name(name) for name in book.sheet_names)
        sheet = next((one for one in sheets if one.height and one.width), None)
        if sheet is None:
            return 5
        with Path(target).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows([_cell(value) for value in row] for row in sheet.iter_rows())
    except PasswordError:
        return 3
    except (CalamineError, OSError, ValueError):
        return 4
    return 0


if __name__ == "__main__":
    sys.exit(_write(sys.argv[1], sys.argv[2]))
