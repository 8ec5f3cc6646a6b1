"""Files that still hold lines about the erased: lists handed in and not read to their end, kept in AVAL_UPLOADS.

A list nobody reads any more goes whole. One that is still to be read keeps its other lines, at the same places.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import polars as pl
from django.db.models import QuerySet

from aval.accounts.models import Organisation
from aval.prospects import uploads
from aval.prospects.mentions import Traces, traces_of
from aval.prospects.models import Import, Person

AT_ONCE = 2_000_000  # bytes read at once
DAY = 86_400
DONE, WAITING = DAY, 30 * DAY  # seconds a list is kept once read, or until somebody says what to do with it
KEPT = b"\0\r\n"  # what a blanked line keeps


def erase_from_files(organisation: Organisation, people: QuerySet[Person]) -> int:
    """Take these people out of every list kept for this organisation; how many files were changed or deleted."""
    kept = [place for place in sorted(uploads.folder().glob("*")) if place.is_file()]
    if not kept:
        return 0
    traces = traces_of(people)
    runs = {Path(run.path).name: run for run in Import.objects.of(organisation).order_by("pk")}
    theirs = _names(Import.objects.exclude(organisation=organisation))
    return sum(
        _erase(place, runs.get(place.name), traces)
        for place in kept
        if place.name not in theirs and not _of_another(place, organisation)
    )


def _names(runs: QuerySet[Import]) -> set[str]:
    """Of their files: machines may mount the folder elsewhere, never name them otherwise."""
    return {Path(path).name for path in runs.values_list("path", flat=True)}


def _of_another(place: Path, organisation: Organisation) -> bool:
    """Uploads bear the number of the organisation that handed them in."""
    parts = place.name.split("-")
    return parts[0] == "upload" and parts[1] != str(organisation.pk)


def _erase(place: Path, run: Import | None, traces: Traces) -> bool:
    encoding = run.layout.get("encoding", "utf-8") if run else "utf-8"
    if place.suffix.lower() in {".xlsx", ".ods"}:  # a copy kept to try again: its lines cannot be told apart
        place.unlink(missing_ok=True)
        return True
    if run is None or run.state not in uploads.MOVING:
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
    kept_long = _names(Import.objects.of(organisation).filter(state__in=uploads.MOVING))
    not_ours = _names(Import.objects.exclude(organisation=organisation))
    swept = 0
    for place in sorted(uploads.folder().glob("*")):
        if not place.is_file() or place.name in not_ours or _of_another(place, organisation):
            continue
        if at.timestamp() - place.stat().st_mtime > (WAITING if place.name in kept_long else DONE):
            place.unlink(missing_ok=True)
            swept += 1
    return swept
