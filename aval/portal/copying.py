"""Everything held about her, in a visit of hers alone: folded on her page, and to take away."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from aval.portal.opening import her_page, to
from aval.portal.reading import File
from aval.rights.access import AccessFile, read_access
from aval.rights.access.machine import access_csv, access_json, is_portable
from aval.rights.access.page import access_html, held, style_hash

MANY, LONG = 50, 12  # rows of a part, lines of a value shown on her page; the copy has them all


@dataclass(frozen=True, slots=True)
class Fold:
    """One part of what is held, as her page folds it: `rows` are pairs of what a thing is called and what it is."""

    title: str
    count: int
    rows: tuple[tuple[tuple[str, str], ...], ...]
    more: bool


def fold(file: File) -> list[Fold]:
    """Everything, part by part; nothing outside a visit."""
    if not file.whole or file.person is None:
        return []
    return [
        Fold(
            part.title,
            len(part.rows),
            tuple(
                tuple((label, _begin(value)) for label, value in zip(part.labels, row.values, strict=True) if value)
                for row in part.rows[:MANY]
            ),
            len(part.rows) > MANY or any(value.count("\n") >= LONG for row in part.rows for value in row.values),
        )
        for part in held(read_file(file))
    ]


def _begin(value: str) -> str:
    lines = value.split("\n")
    return value if len(lines) <= LONG else "\n".join([*lines[:LONG], "…"])


def read_file(file: File) -> AccessFile:
    """Her access file, now, in the language of the page."""
    return read_access(file.person, at=timezone.now(), language=translation.get_language() or "fr")


@require_safe
@her_page
def ready(request: HttpRequest, file: File, token: str) -> HttpResponse:
    """Her copy, in each form; or why a person must first complete it."""
    if not file.whole or file.person is None:
        return to(request, "page", token)
    told = read_file(file)
    shown = {"file": file, "token": token, "vague": told.vague, "portable": is_portable(told)}
    return render(request, "portal/copy.html", shown)


@require_safe
@her_page
def copy(request: HttpRequest, file: File, token: str, form: str) -> HttpResponse:
    """The file itself: `html` to read and print, `json` and `zip` for a machine. Never with a source that names nobody."""
    if not file.whole or file.person is None:
        return to(request, "page", token)
    told = read_file(file)
    if told.vague:
        return to(request, "copy", token)
    if form == "html":
        answer = HttpResponse(access_html(told))
        answer["Content-Security-Policy"] = f"default-src 'none'; style-src '{style_hash()}'; frame-ancestors 'none'"
        return answer
    given = "given" in request.GET and is_portable(told)  # art. 20: what she gave herself, and no more
    write, kind = (access_json, "application/json") if form == "json" else (access_csv, "application/zip")
    body = write(told, portable=given)
    answer = HttpResponse(body, content_type=kind)
    name = slugify(f"mes-donnees-{file.organisation.legal_name}")
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer
