"""The storing of one import, batch after batch, each in one transaction with its evidence and the place it reached."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now

from aval import evidence
from aval.prospects import opposition, uploads
from aval.prospects.bulk import insert, is_postgresql
from aval.prospects.describing import set_services_apart
from aval.prospects.foreign import met
from aval.prospects.matching import RECOGNISED, gather, recognise, same_people
from aval.prospects.merging import merge_people
from aval.prospects.models import Correction, Import
from aval.prospects.preparing import Ready, Work, prepared
from aval.prospects.reading import Layout
from aval.prospects.sources import FROM_SOMEBODY
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
    trial = Trial()
    work = Work(uploads.file_of(run), layout, run.mapping, run.lines_done, on, read_corrections(run.organisation_id))
    with prepared(work) as coming:
        for ready in coming:
            _settle(run, ready, at, trial)
            if progress:
                progress(run)
            run.refresh_from_db(fields=["cancel_asked"])
            if run.cancel_asked:
                return


def read_corrections(organisation: int) -> pl.DataFrame:
    """What members of this organisation know better than the rules."""
    names = ("about", "subject", "field", "value")
    rows = list(Correction.objects.of(organisation).values_list(*names))
    return pl.DataFrame(rows, dict.fromkeys(names, pl.String), orient="row")


def _start_again(run: Import) -> None:
    names = ("lines_done", "created", "updated", "unchanged", "merged", "refused", "opposed")
    run.refused_lines.all().delete()
    Import.objects.filter(pk=run.pk).update(**dict.fromkeys(names, 0))
    run.refresh_from_db()


def _settle(run: Import, ready: Ready, at: datetime, trial: Trial) -> None:
    """Store one batch and move the place reached, in one transaction; again when somebody wrote the same meanwhile."""
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                take_turn(run.organisation_id)
                counts, refused = _store(run, ready.lines, at, trial)
                given_back = _give_back(run, ready, refused)
                _move(run, ready.last, counts | {"refused": given_back}, at)
        except IntegrityError:
            if attempt + 1 == TRIES:
                raise
        else:
            run.refresh_from_db(fields=["lines_done", *COUNTED])
            return


COUNTED = ("created", "updated", "unchanged", "merged", "refused", "opposed")


def take_turn(organisation: int) -> None:
    """Those who bring people into one organisation take turns, batch by batch, on PostgreSQL; SQLite's transactions already do."""
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
    lines = recognise(lines, organisation)
    entries = opposition.read_list(organisation, lines)
    heard = pl.concat([opposition.hear(lines), met(organisation, lines)]).unique(["print", "channel"], keep="first")
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
        good = recognise(good.drop(RECOGNISED), organisation)
    merged = 0
    if run.dry_run:
        good = trial.mark(good)
        merged = int(good["met"].sum())
        good = good.filter(~pl.col("met"))
    outcomes = store(_target(run, at), gather(good))
    if run.dry_run:
        trial.add(good.join(outcomes.filter(pl.col("outcome") != "unchanged"), on="row", how="semi"))
    counted = dict(outcomes["outcome"].value_counts().iter_rows())
    counted["merged"] = counted.get("merged", 0) + merged
    return counted | {"opposed": opposed}, refused


def _target(run: Import, at: datetime) -> Target:
    return Target(
        run.organisation_id,
        run.source_id,
        run.pk,
        at,
        at.astimezone(PARIS).date(),
        run.source.collected_on,
        run.source.kind in FROM_SOMEBODY,
    )


def _give_back(run: Import, ready: Ready, refused: pl.DataFrame) -> int:
    """Keep the refused lines, as they were written; how many. Those of opposed people are not among them."""
    told = refused.select(
        "row",
        field="refused_field",
        fingerprint=pl.coalesce("email_print", "phone_print", "mobile_print").fill_null(""),
    )
    lines = ready.refused.filter(pl.col("row").is_null() | pl.col("row").is_in(told["row"].implode()))
    rows = lines.join(told, on="row", how="left", maintain_order="left").select(
        "line", "reason", "content", pl.col("field", "fingerprint").fill_null("")
    )
    return insert("prospects_refusedline", rows, organisation_id=run.organisation_id, run_id=run.pk)


def _move(run: Import, last: int, counts: dict[str, int], at: datetime) -> None:
    """The place reached, if nobody moved it, and the evidence of what the batch did."""
    after = {name: getattr(run, name) + counts.get(name, 0) for name in COUNTED}
    mine = Import.objects.filter(pk=run.pk, worker=run.worker, state=Import.State.RUNNING, lines_done=run.lines_done)
    if not mine.update(lines_done=last, seen_at=Now(), **after):
        raise Lost
    if not run.dry_run:
        payload = {"import": run.pk, "after": run.lines_done, "to": last, **counts}
        evidence.record(run.organisation_id, "import:lines:read", payload, at=at)
