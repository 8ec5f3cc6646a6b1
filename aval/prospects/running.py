"""The reading of one import, batch after batch: the next one is prepared in a thread while this one is stored."""

import hashlib
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now

from aval import evidence
from aval.prospects import opposition
from aval.prospects.bulk import insert, is_postgresql
from aval.prospects.describing import classify, fingerprint_lines, set_services_apart
from aval.prospects.lines import read_cells
from aval.prospects.matching import find_identities, find_points, gather, recognise, same_people
from aval.prospects.merging import merge_people
from aval.prospects.models import Correction, Import
from aval.prospects.reading import Batch, Layout, batches
from aval.prospects.storing import Target, store

TRIES = 3  # of a batch, when somebody else wrote the same address meanwhile
PARIS = ZoneInfo("Europe/Paris")


class Lost(Exception):
    """Another worker has this import, or its place moved: this one stops without a word."""


@dataclass(slots=True)
class Trial:
    """What a dry run would have stored, as hashes: a line of a later batch about somebody already met is `merged`."""

    met: list[pl.Series] = field(default_factory=list)

    def mark(self, lines: pl.DataFrame) -> pl.DataFrame:
        known = pl.concat(self.met) if self.met else pl.Series(dtype=pl.UInt64)
        hashed = [
            pl.col(name).hash(1).is_in(known.implode()) & pl.col(name).is_not_null()
            for name in ("email_normal", "identity")
        ]
        return lines.with_columns(met=pl.any_horizontal(*hashed))

    def add(self, lines: pl.DataFrame) -> None:
        self.met += [lines[name].drop_nulls().hash(1) for name in ("email_normal", "identity")]


def read_batches(run: Import, at: datetime, progress: Callable[[Import], None] | None) -> None:
    """Read the rest of the file. Leaves `run` with its counts, and `cancel_asked` when it was. Raises `Lost`."""
    layout = Layout(**{**run.layout, "columns": tuple(run.layout["columns"])})
    if run.dry_run:
        _start_again(run)
    on = at.astimezone(PARIS).date()
    trial, corrections = Trial(), _corrections(run.organisation_id)
    waiting = batches(Path(run.path), layout, after=run.lines_done)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="import") as ahead:
        coming = ahead.submit(_prepare, waiting, layout, run, on, corrections)
        while (ready := coming.result()) is not None:
            coming = ahead.submit(_prepare, waiting, layout, run, on, corrections)
            _settle(run, *ready, at, trial)
            if progress:
                progress(run)
            run.refresh_from_db(fields=["cancel_asked"])
            if run.cancel_asked:
                return


def _corrections(organisation: int) -> pl.DataFrame:
    names = ("about", "subject", "field", "value")
    rows = list(Correction.objects.of(organisation).values_list(*names))
    return pl.DataFrame(rows, dict.fromkeys(names, pl.String), orient="row")


def _start_again(run: Import) -> None:
    names = ("lines_done", "created", "updated", "unchanged", "merged", "refused", "opposed")
    run.refused_lines.all().delete()
    Import.objects.filter(pk=run.pk).update(**dict.fromkeys(names, 0))
    run.refresh_from_db()


def _prepare(
    waiting: Iterator[Batch], layout: Layout, run: Import, on: date, corrections: pl.DataFrame
) -> tuple[Batch, pl.DataFrame] | None:
    """The next batch and what its lines say. Touches no base."""
    batch = next(waiting, None)
    if batch is None:
        return None
    cells = read_cells(batch, layout.columns, run.mapping, on, corrections)
    return batch, classify(fingerprint_lines(cells), corrections)


def _settle(run: Import, batch: Batch, lines: pl.DataFrame, at: datetime, trial: Trial) -> None:
    """Store one batch and move the place reached, in one transaction; again when somebody wrote the same meanwhile."""
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                _lock(run.organisation_id)
                counts, refused = _store(run, lines, at, trial)
                _give_back(run, batch, refused)
                _move(run, batch, counts | {"refused": refused.height + len(batch.bad)}, at)
        except IntegrityError:
            if attempt + 1 == TRIES:
                raise
        else:
            run.refresh_from_db(fields=["lines_done", *COUNTED])
            return


COUNTED = ("created", "updated", "unchanged", "merged", "refused", "opposed")


def _lock(organisation: int) -> None:
    """Imports of one organisation take turns, batch by batch, on PostgreSQL; SQLite's transactions already do."""
    if is_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [0x41564C, organisation])


def _store(run: Import, lines: pl.DataFrame, at: datetime, trial: Trial) -> tuple[dict[str, int], pl.DataFrame]:
    """The counts of one batch, and its refused lines. A dry run leaves nothing behind."""
    try:
        with transaction.atomic():
            found = _store_for_good(run, lines, at, trial)
            if run.dry_run:
                raise _Trial
    except _Trial:
        pass
    return found


class _Trial(Exception):
    """Takes back what a dry run wrote."""


def _store_for_good(
    run: Import, lines: pl.DataFrame, at: datetime, trial: Trial
) -> tuple[dict[str, int], pl.DataFrame]:
    organisation = run.organisation_id
    normals = pl.concat([lines["email_normal"], lines["phone_normal"], lines["mobile_normal"]])
    points, identities = find_points(organisation, normals), find_identities(organisation, lines["identity"])
    lines = recognise(lines, points, identities)
    entries = opposition.read_list(organisation, lines)
    heard = opposition.hear(lines)
    if not heard.is_empty():
        opposition.record(run, heard, entries, at)
        entries = pl.concat([entries, heard.select(entries.columns)])
    lines = opposition.oppose(lines, entries)
    opposed = int(lines["opposed"].sum())
    lines = lines.filter(~pl.col("opposed"))
    refused = lines.filter(pl.col("refused_reason").is_not_null())
    good = set_services_apart(lines.filter(pl.col("refused_reason").is_null()))
    pairs = same_people(good)
    if not pairs.is_empty():
        merge_people(organisation, pairs, at)
        points, identities = find_points(organisation, normals), find_identities(organisation, lines["identity"])
        good = recognise(good.drop("number", "by_address", "nameless", "by_identity", "by_number"), points, identities)
    merged = 0
    if run.dry_run:
        good = trial.mark(good)
        merged = int(good["met"].sum())
        good = good.filter(~pl.col("met"))
    outcomes = store(_target(run, at), gather(good), points)
    if run.dry_run:
        trial.add(good.join(outcomes.filter(pl.col("outcome") != "unchanged"), on="row", how="semi"))
    counted = dict(outcomes["outcome"].value_counts().iter_rows())
    counted["merged"] = counted.get("merged", 0) + merged
    return counted | {"opposed": opposed}, refused


def _target(run: Import, at: datetime) -> Target:
    return Target(run.organisation_id, run.source_id, run.pk, at, at.astimezone(PARIS).date(), run.source.collected_on)


def _give_back(run: Import, batch: Batch, refused: pl.DataFrame) -> None:
    """Keep the refused lines, as they were written."""
    rows = [
        (line, field_, reason, _as_text(batch.rows[row]), mark or "")
        for row, line, field_, reason, mark in refused.select(
            "row", "line", "refused_field", "refused_reason", pl.coalesce("email_print", "phone_print", "mobile_print")
        ).iter_rows()
    ]
    rows += [(bad.line, "", f"line-{bad.reason}", _as_text(bad.cells), "") for bad in batch.bad]
    names = {"line": pl.Int64, "field": pl.String, "reason": pl.String, "content": pl.String, "fingerprint": pl.String}
    insert(
        "prospects_refusedline",
        pl.DataFrame(rows, names, orient="row"),
        organisation_id=run.organisation_id,
        run_id=run.pk,
    )


def _as_text(cells: list[str]) -> str:
    return json.dumps([cell[:2000].replace("\x00", "") for cell in cells], ensure_ascii=False)


def _move(run: Import, batch: Batch, counts: dict[str, int], at: datetime) -> None:
    """The place reached, if nobody moved it, and the evidence of what the batch did."""
    after = {name: getattr(run, name) + counts.get(name, 0) for name in COUNTED}
    mine = Import.objects.filter(pk=run.pk, worker=run.worker, state=Import.State.RUNNING, lines_done=run.lines_done)
    if not mine.update(lines_done=batch.last, seen_at=Now(), **after):
        raise Lost
    if not run.dry_run:
        digest = hashlib.sha256(json.dumps(batch.rows, ensure_ascii=False).encode()).hexdigest()
        payload = {"import": run.pk, "after": run.lines_done, "to": batch.last, "digest": digest, **counts}
        evidence.record(run.organisation_id, "import:lines:read", payload, at=at)
