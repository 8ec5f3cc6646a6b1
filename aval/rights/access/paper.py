"""The access file on paper: A4, two columns, drawn line by line so that thousands of rows take a moment.

Fonts are carried (Latin, Greek, Cyrillic); a character beyond them is drawn as a frame, and the last page says that the
page on screen has it.
"""

import io
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources

from django.utils import translation
from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from aval.rights.access.page import held
from aval.rights.access.reading import AccessFile, Part
from aval.rights.access.words import tell_plainly

WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, BOTTOM = 18 * mm, WIDTH - 18 * mm, HEIGHT - 18 * mm, 20 * mm
VALUES = LEFT + 46 * mm
TEXT, STRONG, TITLE = "DejaVuSansCondensed", "DejaVuSansCondensed-Bold", "DejaVuSerif-Bold"
INK, SOFT, LINE = (0.10, 0.13, 0.19), (0.34, 0.37, 0.43), (0.85, 0.83, 0.78)
UNDRAWN = "\u25af"


@cache
def fonts() -> frozenset[int]:
    """Make the fonts known; the characters they draw."""
    folder = resources.files("aval.rights").joinpath("fonts")
    for name in (TEXT, STRONG, TITLE):
        pdfmetrics.registerFont(TTFont(name, io.BytesIO(folder.joinpath(f"{name}.ttf").read_bytes())))
    return frozenset(pdfmetrics.getFont(TEXT).face.charToGlyph)


@lru_cache(maxsize=20_000)
def width(word: str, font: str, size: float) -> float:
    """In points."""
    return float(pdfmetrics.stringWidth(word, font, size))


def wrap(text: str, font: str, size: float, room: float) -> Iterator[str]:
    """The lines of a text; a word longer than a line is cut."""
    space = width(" ", font, size)
    for paragraph in text.split("\n"):
        line, used = "", 0.0
        for word in paragraph.split(" "):
            for piece in _pieces(word, font, size, room):
                wide = width(piece, font, size)
                if line and used + space + wide > room:
                    yield line
                    line, used = piece, wide
                else:
                    line, used = (f"{line} {piece}", used + space + wide) if line else (piece, wide)
        yield line


def _pieces(word: str, font: str, size: float, room: float) -> Iterator[str]:
    while width(word, font, size) > room:
        cut = max(1, int(len(word) * room / width(word, font, size)) - 1)
        yield word[:cut]
        word = word[cut:]
    yield word


class Paper:
    """Pages being drawn, `name` at the foot of each: `y` is where the next line goes."""

    def __init__(self, name: str, language: str) -> None:
        self.name, self.drawn = name, fonts()
        self.out = io.BytesIO()
        self.canvas = Canvas(self.out, pagesize=A4, lang=language, pageCompression=1)
        self.missing, self.y, self.page = False, TOP, 1

    def room(self, height: float) -> None:
        """A new page when this much does not fit on this one."""
        if self.y - height < BOTTOM:
            self._foot()
            self.canvas.showPage()
            self.y, self.page = TOP, self.page + 1

    def write(
        self, text: str, font: str, size: float, *, x: float = LEFT, colour: tuple = INK, lead: float = 1.4
    ) -> None:
        """A paragraph from `x` to the right margin."""
        for line in wrap(self.known(text), font, size, RIGHT - x):
            self.room(size * lead)
            self.y -= size * lead
            self._draw(line, font, size, x, colour)

    def pair(self, label: str, value: str) -> None:
        """A label and its value, side by side."""
        names = list(wrap(self.known(label), TEXT, 8, VALUES - LEFT - 3 * mm))
        lines = list(wrap(self.known(value), TEXT, 9, RIGHT - VALUES))
        for place in range(max(len(names), len(lines))):
            self.room(12)
            self.y -= 12
            if place < len(names):
                self._draw(names[place], TEXT, 8, LEFT, SOFT)
            if place < len(lines):
                self._draw(lines[place], TEXT, 9, VALUES, INK)

    def rule(self, before: float = 5, after: float = 2) -> None:
        """A thin line across the page."""
        self.y -= before
        self.canvas.setStrokeColorRGB(*LINE)
        self.canvas.setLineWidth(0.5)
        self.canvas.line(LEFT, self.y, RIGHT, self.y)
        self.y -= after

    def head(self, text: str, anchor: str) -> None:
        """The title of a part, with its place in the outline of the document."""
        self.room(70)
        self.y -= 16
        self.rule(0, 4)
        self.canvas.bookmarkPage(anchor)
        self.canvas.addOutlineEntry(text, anchor)
        self.write(text, TITLE, 13)
        self.y -= 4

    def known(self, text: str) -> str:
        """The text, with a frame for what the fonts cannot draw."""
        text = text.replace("\r", "").replace("\t", " ")
        if all(ord(one) in self.drawn or one == "\n" for one in text):
            return text
        self.missing = True
        return "".join(one if ord(one) in self.drawn or one == "\n" else UNDRAWN for one in text)

    def end(self) -> bytes:
        """The whole document."""
        self._foot()
        self.canvas.save()
        return self.out.getvalue()

    def _draw(self, line: str, font: str, size: float, x: float, colour: tuple) -> None:
        self.canvas.setFont(font, size)
        self.canvas.setFillColorRGB(*colour)
        self.canvas.drawString(x, self.y, line)

    def _foot(self) -> None:
        said = _("%(name)s · page %(page)s") % {"name": self.name, "page": self.page}
        self.canvas.setFont(TEXT, 7.5)
        self.canvas.setFillColorRGB(*SOFT)
        self.canvas.drawRightString(RIGHT, 12 * mm, self.known(said))


def access_pdf(file: AccessFile) -> bytes:
    """The file as a PDF, in its language."""
    with translation.override(file.language):
        paper = Paper(file.preface.organisation.legal_name, file.language)
        _open(paper, file)
        for part in held(file):
            _part(paper, part)
        paper.head(_("Nous n’avons rien d’autre"), "none")
        empty = ", ".join(part.title.lower() for part in file.parts if not part.rows)
        paper.write(f"{_('Nous avons aussi cherché ici, et n’y avons rien trouvé sur vous :')} {empty}.", TEXT, 9)
        if paper.missing:
            paper.write(_("Les caractères encadrés ne se dessinent pas ici : la page à l’écran les montre."), TEXT, 9)
        return paper.end()


def _open(paper: Paper, file: AccessFile) -> None:
    who = file.preface.organisation
    name = file.preface.name
    title = (
        _("Tout ce que nous savons de vous, %(name)s.") % {"name": name}
        if name
        else _("Tout ce que nous savons de vous.")
    )
    paper.canvas.setTitle(paper.known(title))
    paper.canvas.setAuthor(paper.known(who.legal_name))
    paper.write(
        f"{who.legal_name} · SIREN {who.siren}\n{who.postal_address}\n{who.mailbox} · {who.telephone}",
        TEXT,
        9,
        colour=SOFT,
    )
    paper.y -= 14
    paper.write(title, TITLE, 20, lead=1.25)
    paper.y -= 6
    paper.write(
        _("Complet au %(at)s. %(count)s données.") % {"at": tell_plainly(file.at, file.language), "count": file.count},
        TEXT,
        10.5,
    )
    paper.head(_("L’essentiel"), "about")
    for question, answers in file.preface.answers:
        paper.pair(question, "\n".join(answers))
        paper.y -= 4


def _part(paper: Paper, part: Part) -> None:
    paper.head(f"{part.title} ({len(part.rows)})", part.name)
    if part.fate:
        paper.write(part.fate, TEXT, 8, colour=SOFT)
    for row in part.rows:
        paper.room(26)
        for label, value in zip(part.labels, row.values, strict=True):
            if value:
                paper.pair(label, value)
        paper.rule()
