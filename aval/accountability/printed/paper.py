"""A document on A4 paper: a title, what it is, then labels and values, section by section."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _

from aval.rights.access.paper import SOFT, TEXT, TITLE, Paper


class Section(NamedTuple):
    """A part of the document: its title, and what it says under each label."""

    title: str
    pairs: Sequence[tuple[str, str]]


def on_paper(title: str, said: str, sections: Iterable[Section], *, name: str, language: str) -> bytes:
    """The document as a PDF; `name` stands at the foot of each page, `said` under the title."""
    with translation.override(language):
        paper = Paper(name, language)
        paper.canvas.setTitle(paper.known(title))
        paper.canvas.setAuthor(paper.known(name))
        paper.write(title, TITLE, 20, lead=1.25)
        paper.y -= 6
        paper.write(said, TEXT, 9.5, colour=SOFT)
        for number, section in enumerate(sections):
            paper.head(section.title, f"s{number}")
            for label, value in section.pairs:
                paper.pair(label, value or "—")
                paper.y -= 3
        if paper.missing:
            paper.write(_("Les caractères encadrés ne se dessinent pas ici : la page à l’écran les montre."), TEXT, 9)
        return paper.end()
