"""Files that still hold lines about the erased: lists handed in and not read to their end, kept in AVAL_HOME/imports.

A list nobody reads any more goes whole. One that is still to be read keeps its other lines, at the same places.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db.models import QuerySet

from aval.accounts.models import Organisation
from aval.prospects.mentions import Traces, traces_of
from aval.prospects.models import Import, Person

MOVING = (Import.State.MAPPING, Import.State.WAITING, Import.State.RUNNING, Import.State.CANCELLED, Import.State.FAILED)
AT_ONCE = 2_000_000  # bytes read at once
DAY = 86_400
DONE, WAITING = DAY, 30 * DAY  # seconds a list is kept once read, or until somebody says what to do with it
KEPT = b"\0\r\n"  # what a blanked line keeps


def erase_from_files(organisation: Organisation, people: QuerySet[Person]) -> int:
    """Take these people out of every list kept for this organisation; how many files were changed or deleted."""
    folder = Path(settings.AVAL_HOME) / "imports"
    kept = [place for place in sorted(folder.glob("*")) if place.is_file()] if folder.is_dir() else []
    if not kept:
        return 0
    traces = traces_of(people)
    runs = {
        run.path: run for run in Import.objects.of(organisation).filter(path__in=[str(one.resolve()) for one in kept])
    }
    theirs = set(
        Import.objects.exclude(organisation=organisation)
        .filter(path__in=[str(one.resolve()) for one in kept])
        .values_list("path", flat=True)
    )
    return sum(
        _erase(place, runs.get(str(place.resolve())), traces)
        for place in kept
        if str(place.resolve()) not in theirs and not _of_another(place, organisation)
    )


def _of_another(place: Path, organisation: Organisation) -> bool:
    """Uploads bear the number of the organisation that handed them in."""
    parts = place.name.split("-")
    return parts[0] == "upload" and parts[1] != str(organisation.pk)


def _erase(place: Path, run: Import | None, traces: Traces) -> bool:
    encoding = run.layout.get("encoding", "utf-8") if run else "utf-8"
    if place.suffix.lower() in {".xlsx", ".ods"}:  # a copy kept to try again: its lines cannot be told apart
        place.unlink(missing_ok=True)
        return True
    if run is None or run.state not in MOVING:
        if not any(found.any() for _lines, found in _read(place, encoding, traces)):
            return False
        place.unlink(missing_ok=True)
        return True
    return _blank(place, run, encoding, traces)


def _read(place: Path, encoding: str, traces: Traces) -> Iterator[tuple[list[bytes], pl.Series]]:
    """The lines of a file as bytes, a few thousand at a time, and which of them tell of somebody."""
    narrow = "latin-1" if "16" in encoding or "32" in encoding else encoding
    with place.open("rb") as file:
        while lines := file.readlines(AT_ONCE):
            texts = [line.decode(narrow, errors="replace").replace("\0", "") for line in lines]
            yield lines, traces.found_in(pl.Series(texts, dtype=pl.String))


def _blank(place: Path, run: Import, encoding: str, traces: Traces) -> bool:
    """Empty the lines about them, byte for byte, so that the others keep their place; the import knows the file again."""
    told: list[tuple[int, bytes]] = []
    start = 0
    for lines, found in _read(place, encoding, traces):
        for line, hers in zip(lines, found, strict=True):
            if hers:
                told.append((start, line))
            start += len(line)
    if not told:
        return False
    with place.open("r+b") as file:
        for at, line in told:
            file.seek(at)
            file.write(bytes(byte if byte in KEPT else 0x20 for byte in line))
    with place.open("rb") as file:
        run.layout["digest"] = hashlib.file_digest(file, "sha256").hexdigest()
    run.save(update_fields=["layout"])
    return True


def sweep(organisation: Organisation, at: datetime) -> int:
    """Delete what was handed in and left: read lists and drafts after a day, lists waiting for somebody after a month."""
    folder = Path(settings.AVAL_HOME) / "imports"
    waiting = Import.objects.of(organisation).filter(state__in=MOVING).values_list("path", flat=True)
    others = Import.objects.exclude(organisation=organisation).values_list("path", flat=True)
    kept_long, not_ours = set(waiting), set(others)
    swept = 0
    for place in sorted(folder.glob("*")) if folder.is_dir() else []:
        path = str(place.resolve())
        if not place.is_file() or path in not_ours or _of_another(place, organisation):
            continue
        if at.timestamp() - place.stat().st_mtime > (WAITING if path in kept_long else DONE):
            place.unlink(missing_ok=True)
            swept += 1
    return swept
