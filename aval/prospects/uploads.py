"""Files handed in: kept outside the base, under the name of their content, no longer than needed, where every worker reads.

With workers on several machines `AVAL_UPLOADS` is a folder they all see, wherever each of them mounts it. A worker that
does not see a file leaves it a while to one that does, then says so.
"""

import hashlib
import os
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from aval.accounts.models import Organisation
from aval.prospects.models import Import

SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx", ".xls", ".ods")
MOVING = (Import.State.MAPPING, Import.State.WAITING, Import.State.RUNNING, Import.State.CANCELLED, Import.State.FAILED)
PATIENCE = timedelta(minutes=2)  # left to a worker that sees the file


def folder() -> Path:
    """Where they are, for us alone."""
    place = Path(settings.AVAL_UPLOADS or settings.AVAL_HOME / "imports")
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def keep(organisation: Organisation, name: str, pieces: Iterable[bytes]) -> Path:
    """Write a file down, piece by piece; where it is. The same file handed in again is the same place."""
    draft = folder() / f"draft-{secrets.token_hex(8)}"
    digest = hashlib.sha256()
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
        for piece in pieces:
            digest.update(piece)
            out.write(piece)
    place = _place(organisation, digest.hexdigest(), name)
    draft.replace(place)
    return place


def kept(run: Import) -> Path | None:
    """The file of an import as it was handed in, while it is still here."""
    place = _place(run.organisation, run.digest, run.filename)
    return place if place.is_file() else None


def drop(path: Path) -> None:
    """Delete a file, unless an import still has to read it."""
    if not Import.objects.filter(path=str(path.resolve()), state__in=MOVING).exists():
        path.unlink(missing_ok=True)


def file_of(run: Import) -> Path:
    """Where this machine sees the file of an import: where it was written, or under the same name in our own folder."""
    there = Path(run.path)
    return there if there.is_file() else folder() / there.name


def is_mine(run: Import, at: datetime) -> bool:
    """Whether this machine is to read it: it sees the file, or nobody who does came in time."""
    return file_of(run).is_file() or at - run.asked_at > PATIENCE


def _place(organisation: Organisation, digest: str, name: str) -> Path:
    suffix = Path(name).suffix.lower()
    return folder() / f"upload-{organisation.pk}-{digest}{suffix if suffix in SUFFIXES else '.csv'}"
