"""Files members hand in: kept outside the base, under the name of their content, no longer than needed."""

import hashlib
import os
import secrets
import time
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from aval.accounts.models import Organisation
from aval.prospects.models import Import

KEPT = 86_400  # seconds an abandoned file stays
SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx", ".ods")


def keep(organisation: Organisation, file: UploadedFile) -> Path:
    """Write the file down, piece by piece; where it is. Abandoned ones go at the same time."""
    folder = _folder()
    _sweep(folder)
    draft = folder / f"draft-{secrets.token_hex(8)}"
    digest = hashlib.sha256()
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
        for piece in file.chunks():
            digest.update(piece)
            out.write(piece)
    place = _place(organisation, digest.hexdigest(), file.name or "")
    draft.replace(place)
    return place


def kept(run: Import) -> Path | None:
    """The file of an import as it was handed in, while it is still here."""
    place = _place(run.organisation, run.digest, run.filename)
    return place if place.is_file() else None


def _place(organisation: Organisation, digest: str, filename: str) -> Path:
    suffix = Path(filename).suffix.lower()
    return _folder() / f"upload-{organisation.pk}-{digest}{suffix if suffix in SUFFIXES else '.csv'}"


def _folder() -> Path:
    folder = settings.AVAL_HOME / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _sweep(folder: Path) -> None:
    oldest = time.time() - KEPT
    for place in (*folder.glob("upload-*"), *folder.glob("draft-*")):
        if place.stat().st_mtime < oldest:
            place.unlink(missing_ok=True)
