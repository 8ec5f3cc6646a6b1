"""Importing a list: asked for by a person, claimed by a worker, watched, cancelled, resumed, proved.

A batch of lines is one transaction: what it changes, its refused lines, the place it reached and its evidence. So an
import that dies is resumed where it stopped, each line exactly once.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from aval import evidence
from aval.accounts.models import Member, Organisation
from aval.prospects import headers, reading, sheets, uploads
from aval.prospects.bulk import count_again
from aval.prospects.models import ColumnMapping, Import, Source, SupplierFile
from aval.prospects.opposition import check_key
from aval.prospects.reading import Unreadable
from aval.prospects.refusals import ImportRefused, refused_digest
from aval.prospects.running import Lost, read_batches

HANDED = (Source.Kind.BOUGHT, Source.Kind.RENTED, Source.Kind.PARTNER, Source.Kind.ACQUIRED)
ALONE = 300  # seconds after which a running import nobody saw belongs to a worker that died
MANY = 1000  # people after whom the base looks at its tables again
FILLED = ("prospects_company", "prospects_person", "prospects_contactpoint", "prospects_provenance")
COUNTS = ("created", "updated", "unchanged", "merged", "refused", "opposed")


def import_file(
    organisation: Organisation,
    source: Source,
    path: Path,
    *,
    mapping: dict[str, str] | None = None,
    dry_run: bool = False,
    at: datetime,
    by: Member | None = None,
    progress: Callable[[Import], None] | None = None,
) -> Import:
    """Read a file of this machine into a source, now. `mapping` (column → field) completes what is recognised.

    Raises `ImportRefused`, before anything is kept; a dry run gives the counts and refused lines, and changes nobody.
    """
    run = ask_import(organisation, source, path, mapping=mapping, dry_run=dry_run, at=at, by=by, keep_file=True)
    if run.state == Import.State.MAPPING:
        column, code = next(iter(headers.blocking(run.mapping).items()))
        run.delete()
        if not run.keep_file:
            Path(run.path).unlink()
        raise ImportRefused(code, column)
    done = run_import(run.pk, at, progress=progress)
    if done is None:
        raise ImportRefused("file-changed")
    return done


def ask_import(
    organisation: Organisation,
    source: Source,
    path: Path,
    *,
    filename: str = "",
    mapping: dict[str, str] | None = None,
    dry_run: bool = False,
    at: datetime,
    by: Member | None = None,
    keep_file: bool = False,
) -> Import:
    """Ask for an import; a worker will claim it. In state `mapping` when a person must first say what columns are.

    The file is deleted when the import ends, unless `keep_file`. Raises `ImportRefused`; `Source.DoesNotExist` for
    the source of somebody else.
    """
    source = Source.objects.of(organisation).get(pk=source.pk)
    check_source(source)
    check_key(organisation.pk)
    filename, digest = filename or path.name, _digest(path)
    if sheets.is_sheet(path):
        path, keep_file = _unfold(path, digest, keep_file), False
    layout = reading.survey(path)
    if isinstance(layout, Unreadable):
        raise ImportRefused(f"file-{layout.code}")
    understood = understand(organisation, layout.columns) | (mapping or {})
    if wrong := headers.unfit(understood, layout.columns):
        raise ImportRefused("bad_mapping", wrong[0])
    run = Import.objects.create(
        organisation=organisation, source=source, filename=filename[:255], path=str(path.resolve()), digest=digest,
        layout=asdict(layout), mapping=understood, lines_total=layout.lines - layout.header_line, dry_run=dry_run,
        keep_file=keep_file, asked_by=by, asked_at=at,
        state=Import.State.MAPPING if headers.blocking(understood) else Import.State.WAITING,
    )  # fmt: skip
    if mapping and run.state == Import.State.WAITING:
        remember(organisation, layout.columns, understood)
    return run


def check_source(source: Source) -> None:
    """Whether people may come in from this source at all."""
    if source.suspended_at is not None:
        raise ImportRefused("source-suspended")
    if source.kind in HANDED and not SupplierFile.objects.filter(source=source).exists():
        raise ImportRefused("no-supplier-file")


def understand(organisation: Organisation, columns: tuple[str, ...]) -> dict[str, str]:
    """What these columns are: recognised, or as a member of this organisation said last time."""
    known = ColumnMapping.objects.of(organisation).filter(header=headers.digest(columns)).first()
    return headers.recognise(columns) | (known.mapping if known else {})


def remember(organisation: Organisation, columns: tuple[str, ...], mapping: dict[str, str]) -> None:
    """Keep what a member said of these columns for the next file that has them."""
    ColumnMapping.objects.update_or_create(
        organisation=organisation, header=headers.digest(columns), defaults={"mapping": mapping}
    )


def confirm_mapping(run: Import, mapping: dict[str, str]) -> dict[str, str]:
    """A member says what the columns of an import are; it waits for a worker when nothing is missing. The faults left."""
    columns = tuple(run.layout["columns"])
    understood = run.mapping | mapping
    if wrong := headers.unfit(understood, columns):
        raise ImportRefused("bad_mapping", wrong[0])
    faults = headers.blocking(understood)
    state = Import.State.MAPPING if faults else Import.State.WAITING
    if (
        Import.objects.filter(pk=run.pk, state=Import.State.MAPPING).update(mapping=understood, state=state)
        and not faults
    ):
        remember(run.organisation, columns, understood)
    run.mapping = understood
    return faults


def cancel(run: Import) -> None:
    """Stop after the batch being read; what came in stays, and the import can be resumed."""
    Import.objects.filter(pk=run.pk).update(cancel_asked=True)
    Import.objects.filter(pk=run.pk, state__in=[Import.State.WAITING, Import.State.MAPPING]).update(
        state=Import.State.CANCELLED
    )


def resume(run: Import) -> None:
    """Let a worker take up a cancelled or failed import where it stopped; its columns are confirmed first, if never done."""
    state = Import.State.MAPPING if headers.blocking(run.mapping) else Import.State.WAITING
    Import.objects.filter(pk=run.pk, state__in=[Import.State.CANCELLED, Import.State.FAILED]).update(
        state=state, cancel_asked=False, error="", finished_at=None
    )


def claim(import_id: int, worker: str) -> Import | None:
    """Take an import that waits, or whose worker died; None when somebody else has it. By compare-and-swap."""
    dead = Q(state=Import.State.RUNNING, seen_at__lt=Now() - timedelta(seconds=ALONE))
    free = Import.objects.filter(Q(state=Import.State.WAITING) | dead, pk=import_id)
    if not free.update(state=Import.State.RUNNING, worker=worker, seen_at=Now()):
        return None
    return Import.objects.select_related("source", "organisation").get(pk=import_id)


def claimable() -> "QuerySet[Import]":
    """The imports a worker may try to claim, oldest first."""
    dead = Q(state=Import.State.RUNNING, seen_at__lt=Now() - timedelta(seconds=ALONE))
    return Import.objects.filter(Q(state=Import.State.WAITING) | dead).order_by("pk")


def run_import(
    import_id: int, at: datetime, *, worker: str = "", progress: Callable[[Import], None] | None = None
) -> Import | None:
    """Claim an import and read its file to the end, or until it is cancelled; None when somebody else has it."""
    run = claim(import_id, worker or secrets.token_hex(8))
    if run is None:
        return None
    try:
        check_source(run.source)
        check_key(run.organisation_id)
        place = uploads.file_of(run)
        if not place.is_file():
            raise ImportRefused("file-not-here")
        if _digest(place) != run.layout["digest"]:
            raise ImportRefused("file-changed")
        read_batches(run, at, progress)
    except Lost:
        return None
    except (ImportRefused, OSError) as why:
        return _end(run, Import.State.FAILED, at, getattr(why, "code", "file-changed"))
    return _end(run, Import.State.CANCELLED if run.cancel_asked else Import.State.DONE, at)


def _end(run: Import, state: str, at: datetime, error: str = "") -> Import:
    kinds = {Import.State.DONE: "read", Import.State.CANCELLED: "cancelled", Import.State.FAILED: "failed"}
    with transaction.atomic():
        if not run.dry_run:
            payload = {
                "import": run.pk, "file": run.filename, "digest": run.digest, "source": run.source.code, "mapping": run.mapping,
                "read": run.read, **{name: getattr(run, name) for name in COUNTS}, "refused_digest": refused_digest(run), "error": error,
                "by": run.asked_by_id,
            }  # fmt: skip
            run.evidence = evidence.record(run.organisation_id, f"import:file:{kinds[state]}", payload, at=at)
        Import.objects.filter(pk=run.pk).update(state=state, error=error, finished_at=Now(), evidence=run.evidence)
    if run.created > MANY:
        count_again(FILLED)
    if state == Import.State.DONE and not run.keep_file:
        uploads.drop(uploads.file_of(run))
    run.refresh_from_db()
    return run


def _unfold(path: Path, digest: str, keep_file: bool) -> Path:
    target = uploads.folder() / f"{digest[:16]}-{secrets.token_hex(4)}.csv"
    if code := sheets.unfold(path, target):
        raise ImportRefused(f"file-{code}")
    if not keep_file:
        path.unlink()
    return target


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
