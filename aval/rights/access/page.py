"""The access file as one page that needs nothing else: it opens anywhere, prints well, asks nothing of a network."""

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import resources

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from aval.prospects.holdings import LABELS
from aval.rights.access.reading import AccessFile, Part
from aval.rights.access.words import tell_plainly

LONG = 30  # lines


@cache
def style() -> str:
    """The stylesheet, inside the page."""
    return resources.files("aval.rights.access").joinpath("access.css").read_text(encoding="utf-8")


def style_hash() -> str:
    """What a content security policy names to let this stylesheet, and no other, dress the page."""
    return f"sha256-{base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()}"


@dataclass(frozen=True, slots=True)
class Shown:
    """One part as the template writes it."""

    anchor: str
    title: str
    count: int
    fate: str
    rows: SafeString


def access_html(file: AccessFile) -> str:
    """The page, in the language of the file. Thousands of rows are written in well under a second."""
    with translation.override(file.language):
        shown = [
            Shown(part.name.replace(".", "-"), part.title, len(part.rows), part.fate, _rows(part))
            for part in held(file)
        ]
        empty = ", ".join(part.title.lower() for part in file.parts if not part.rows)
        told = {
            "file": file,
            "parts": shown,
            "empty": empty,
            "style": style(),
            "at": tell_plainly(file.at, file.language),
        }
        return render_to_string("rights/access.html", told)


def held(file: AccessFile) -> list[Part]:
    """The parts that hold something, category by category."""
    order = {category: place for place, category in enumerate(LABELS)}
    return sorted((part for part in file.parts if part.rows), key=lambda part: order[part.category])


def _folded(value: str) -> str:
    """A long list of lines is folded on a screen; paper unfolds it."""
    lines = value.count("\n") + 1
    if lines <= LONG:
        return value
    return f"<details><summary>{_('Voir les %(n)s lignes') % {'n': lines}}</summary>{value}</details>"


def _rows(part: Part) -> SafeString:
    heads = [f"<dt>{escape(label)}</dt><dd>" for label in part.labels]
    lines = []
    for row in part.rows:
        pairs = zip(heads, row.values, strict=True)
        inside = "".join(f"{head}{_folded(escape(value))}</dd>" for head, value in pairs if value)
        lines.append(f"<li><dl>{inside}</dl></li>")
    return mark_safe(f'<ol class="rows">{"".join(lines)}</ol>')  # noqa: S308  every value is escaped above
