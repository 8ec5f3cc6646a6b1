"""Lists brought in: handed over whole, read by a worker, watched, completed, cancelled, resumed."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from django.http import HttpRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from aval.accounts.permissions import Action
from aval.api.keys import needs
from aval.api.middleware import language_of
from aval.api.pages import Page, Slice, page
from aval.api.problems import Problem
from aval.api.shapes import Asked, Code, Line, Number, strictly
from aval.api.v1.sources import find as find_source
from aval.prospects import headers, importing, uploads
from aval.prospects.models import Import
from aval.prospects.refusals import ImportRefused, explain, refused_csv

router = Router(tags=["imports"])
LARGEST = 1 << 30  # bytes of a file


class NewImport(Asked):
    """Beside the `file`: its source, what its columns are (JSON, column → field) and whether to count without changing anybody."""

    source: Code
    mapping: Annotated[str, Field(max_length=50_000)] = "{}"
    dry_run: bool = False


class Columns(Asked):
    """What columns are: column → field (GET /imports/fields), or `ignored`."""

    mapping: dict[Line, Line]


class ColumnShown(Schema):
    """What stands in the way of an import: a column (empty: the whole file), a code, what to do."""

    column: str
    code: str
    text: str


class ImportShown(Schema):
    """How far an import is. In state `mapping`, `faults` says which columns a person must name; `error` why it failed."""

    id: int
    source: str
    filename: str
    state: str
    dry_run: bool
    columns: list[str]
    mapping: dict[str, str]
    faults: list[ColumnShown]
    error: str | None
    lines_total: int | None
    lines_done: int
    read: int
    created: int
    updated: int
    unchanged: int
    merged: int
    refused: int
    opposed: int
    asked_at: datetime
    finished_at: datetime | None
    entry: int | None

    @staticmethod
    def resolve_source(run: Import) -> str:
        return run.source.code

    @staticmethod
    def resolve_columns(run: Import) -> list[str]:
        return list(run.layout.get("columns", ()))

    @staticmethod
    def resolve_faults(run: Import, context: Any) -> list[dict[str, str]]:
        if run.state != Import.State.MAPPING:
            return []
        language = language_of(context["request"])
        faults = headers.blocking(run.mapping).items()
        return [{"column": name, "code": code, "text": explain(code, language, column=name)} for name, code in faults]

    @staticmethod
    def resolve_error(run: Import, context: Any) -> str | None:
        return explain(run.error, language_of(context["request"])) if run.error else None

    @staticmethod
    def resolve_entry(run: Import) -> int | None:
        return run.evidence


def find(request: HttpRequest, number: int) -> Import:
    """The import of this organisation, or 404."""
    return get_object_or_404(Import.objects.of(request.organisation).select_related("source"), pk=number)


def refuse(why: ImportRefused, language: str) -> Problem:
    """A refusal of an import, as a problem."""
    return Problem(422, why.code.replace("_", "-"), explain(why.code, language, column=why.column))


@router.get("", response=Page[ImportShown])
@needs("read")
def list_imports(request: HttpRequest, cut: Slice) -> Any:
    """Every import, oldest first."""
    return page(Import.objects.of(request.organisation).select_related("source"), cut)


@router.post("", response={202: ImportShown})
@needs("write", Action.IMPORT)
def hand_in(request: HttpRequest, new: Form[NewImport], file: File[UploadedFile]) -> Any:
    """Hand a list in (CSV, XLSX, ODS; multipart). A worker reads it; GET /imports/{number} says how far it is."""
    source = find_source(request, new.source)
    mapping = read_mapping(new.mapping)
    if (file.size or 0) > LARGEST:
        raise Problem(413, "too-large", _("Un fichier d’un gigaoctet au plus."))
    path = uploads.keep(request.organisation, file.name or "", file.chunks())
    try:
        run = importing.ask_import(
            request.organisation,
            source,
            path,
            filename=Path(file.name or "").name,
            mapping=mapping,
            dry_run=new.dry_run,
            at=timezone.now(),
            by=request.member,
        )
    except ImportRefused as why:
        uploads.drop(path)
        raise refuse(why, language_of(request)) from why
    return Status(202, run)


def read_mapping(text: str) -> dict[str, str]:
    """The JSON of a form's field."""
    try:
        return Columns(mapping=strictly(text)).mapping
    except ValueError as why:
        raise Problem(422, "bad-mapping", _("mapping : un objet JSON est attendu, de colonne à champ.")) from why


@router.get("/fields", response=list[str])
@needs("read")
def list_fields(request: HttpRequest) -> Any:
    """What a column can be; those by which somebody says stop are last."""
    return [*headers.fields(), headers.IGNORED]


@router.get("/{int:number}", response=ImportShown)
@needs("read")
def read_import(request: HttpRequest, number: Number) -> Any:
    """One import: how far it is, what became of its lines."""
    return find(request, number)


@router.post("/{int:number}/mapping", response=ImportShown)
@needs("write", Action.IMPORT)
def confirm_mapping(request: HttpRequest, number: Number, said: Columns) -> Any:
    """Say what columns are; the import waits for a worker once nothing is missing, and the answer is remembered."""
    run = find(request, number)
    if run.state != Import.State.MAPPING:
        raise Problem(409, "not-waiting-for-columns", _("Les colonnes de cet import sont déjà confirmées."))
    try:
        importing.confirm_mapping(run, said.mapping)
    except ImportRefused as why:
        raise refuse(why, language_of(request)) from why
    return find(request, number)


@router.post("/{int:number}/cancel", response=ImportShown)
@needs("write", Action.IMPORT)
def cancel(request: HttpRequest, number: Number) -> Any:
    """Stop after the lines being read; what came in stays."""
    importing.cancel(find(request, number))
    return find(request, number)


@router.post("/{int:number}/resume", response=ImportShown)
@needs("write", Action.IMPORT)
def resume(request: HttpRequest, number: Number) -> Any:
    """Take up a cancelled or failed import where it stopped."""
    importing.resume(find(request, number))
    return find(request, number)


@router.get("/{int:number}/refused.csv", response=None)
@needs("read", Action.IMPORT)
def read_refused(request: HttpRequest, number: Number) -> Any:
    """The refused lines, each with its number, field, reason, and itself, to mend and bring back. text/csv."""
    pieces: Iterator[str] = refused_csv(find(request, number), language_of(request))
    answer = StreamingHttpResponse((piece.encode() for piece in pieces), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="import-{number}-refused.csv"'
    return answer
