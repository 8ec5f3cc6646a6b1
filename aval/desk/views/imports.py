"""Importing a list: hand the file in, say what its columns are, watch, stop, take up again, read what was refused."""

from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aval.accounts.permissions import Action
from aval.desk import columns
from aval.desk.access import mine, needs
from aval.desk.forms.imports import ColumnsForm, UploadForm
from aval.desk.working import anybody_works
from aval.prospects import headers, importing, reading, uploads
from aval.prospects.models import Import, RefusedLine, Source
from aval.prospects.refusals import ImportRefused, explain, refused_csv

MOVING = (Import.State.WAITING, Import.State.RUNNING)


@needs(Action.IMPORT)
def import_new(request: HttpRequest, code: str) -> HttpResponse:
    """Hand a file in, for a trial or for good."""
    source = mine(request, Source, code=code)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        path = uploads.keep(request.organisation, file.name, file.chunks())
        try:
            return redirect("desk:import", _ask(request, source, path, file.name, dry_run="trial" in request.POST).pk)
        except ImportRefused as refusal:
            uploads.drop(path)
            form.add_error("file", explain(refusal.code, get_language(), column=refusal.column))
    return render(request, "desk/import_new.html", {"form": form, "source": source})


def _ask(request: HttpRequest, source: Source, path: Path, filename: str, *, dry_run: bool) -> Import:
    return importing.ask_import(
        request.organisation,
        source,
        path,
        filename=filename,
        dry_run=dry_run,
        at=timezone.now(),
        by=request.user,
        keep_file=dry_run,
    )


def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Where an import is, and what it gave."""
    run = mine(request, Import, "source", "asked_by", pk=pk)
    if run.state == Import.State.MAPPING:
        return redirect("desk:import_columns", pk)
    return render(request, "desk/import.html", _page(request, run))


def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The moving part of that page; once the import has ended, the browser reads the whole page again."""
    run = mine(request, Import, "source", pk=pk)
    answer = render(request, "desk/import_progress.html", _page(request, run))
    if run.state not in MOVING:
        answer["HX-Refresh"] = "true"
    return answer


def _page(request: HttpRequest, run: Import) -> dict:
    reasons = RefusedLine.objects.of(request.organisation).filter(run=run).order_by("line", "id")[:20]
    language = get_language()
    return {
        "run": run,
        "moving": run.state in MOVING,
        "stalled": run.state == Import.State.WAITING and not anybody_works(timezone.now()),
        "error": explain(run.error, language) if run.error else "",
        "lines": [(line, columns.name(line.field), explain(line.reason, language)) for line in reasons],
        "again": run.dry_run and run.state == Import.State.DONE and uploads.kept(run) is not None,
        "columns": [(name, columns.name(code)) for name, code in run.mapping.items()],
    }


@needs(Action.IMPORT)
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """What each column is, beside the first lines of the file."""
    run = mine(request, Import, "source", pk=pk)
    if run.state != Import.State.MAPPING:
        return redirect("desk:import", pk)
    layout = reading.Layout(**{**run.layout, "columns": tuple(run.layout["columns"])})
    rows = reading.preview(uploads.file_of(run), layout, count=4)
    form = ColumnsForm(request.POST or None, columns=layout.columns, mapping=run.mapping)
    faults = headers.blocking(run.mapping)
    if request.method == "POST" and form.is_valid():
        faults = importing.confirm_mapping(run, form.mapping())
        if not faults:
            messages.success(request, _("C’est compris, et retenu pour la prochaine fois."))
            return redirect("desk:import", pk)
    table = [
        (field, [row[place] if place < len(row) else "" for row in rows], faults.get(field.label))
        for place, field in enumerate(form)
    ]
    page = {"run": run, "form": form, "table": table, "faults": columns.FAULTS, "whole": faults.get("")}
    return render(request, "desk/import_columns.html", page)


@needs(Action.IMPORT)
@require_POST
def import_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop after the batch being read."""
    importing.cancel(mine(request, Import, pk=pk))
    messages.info(request, _("L’import s’arrête. Ce qui est entré reste, et il peut reprendre où il en est."))
    return redirect("desk:import", pk)


@needs(Action.IMPORT)
@require_POST
def import_resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Take up a stopped import where it is."""
    importing.resume(mine(request, Import, pk=pk))
    return redirect("desk:import", pk)


@needs(Action.IMPORT)
@require_POST
def import_again(request: HttpRequest, pk: int) -> HttpResponse:
    """After a trial, the same file for good."""
    run = mine(request, Import, "source", pk=pk)
    path = uploads.kept(run)
    if path is None:
        messages.error(request, _("Le fichier de l’essai n’est plus là : remettez-le."))
        return redirect("desk:import_new", run.source.code)
    try:
        return redirect("desk:import", _ask(request, run.source, path, run.filename, dry_run=False).pk)
    except ImportRefused as refusal:
        messages.error(request, explain(refusal.code, get_language(), column=refusal.column))
        return redirect("desk:import", pk)


@needs(Action.IMPORT)
def import_refused(request: HttpRequest, pk: int) -> HttpResponse:
    """The refused lines, as a file to mend and bring back."""
    run = mine(request, Import, pk=pk)
    answer = StreamingHttpResponse(refused_csv(run, get_language()), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="refus-{run.pk}.csv"'
    return answer
