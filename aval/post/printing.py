"""Letters on paper: A4, the address where the window of a French envelope shows it, her way out as words, link, code and square.

Laid out after La Poste's rules for windowed envelopes (DL, address on the right: 45 mm high, 100 mm wide, its corner 20 mm
from the right edge), six lines of 38 characters, nothing below the city. Made again from the rows each time, never kept.
"""

import io
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.utils.timezone import localdate
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from aval.campaigns.letters.parties import Sender
from aval.campaigns.letters.surroundings import say_date
from aval.post.missives import page_of, read_missive, say_code
from aval.post.models import Missive
from aval.prospects.reaching import name_on_envelope
from aval.rights.access.paper import STRONG, TEXT, UNDRAWN, fonts, wrap

WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, BOTTOM = 22 * mm, WIDTH - 22 * mm, HEIGHT - 20 * mm, 20 * mm
WINDOW_LEFT, WINDOW_TOP = 110 * mm, HEIGHT - 50 * mm  # the first line of her address
WORDS_TOP = HEIGHT - 105 * mm  # below the fold: nothing of the letter shows in the window
SIZE, SMALL, LEAD = 10.0, 8.0, 13.5
SQUARE = 26 * mm
AROUND = {
    "fr": ("Votre page : vos données, vos droits, ne plus rien recevoir", "ou tapez {address} dans un navigateur."),
    "en": ("Your page: your data, your rights, stop hearing from us", "or type {address} in a browser."),
}


def print_pdf(rows: Iterable[Missive], at: datetime) -> bytes:
    """These letters, one after the other, each from a page of its own."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, pageCompression=1)
    canvas.setTitle("Aval")
    for row in rows:
        _Sheet(canvas, row, at).draw()
    canvas.save()
    return out.getvalue()


class _Sheet:
    """One letter being drawn; `y` is where the next line goes."""

    def __init__(self, canvas: Canvas, row: Missive, at: datetime) -> None:
        self.canvas, self.row, self.at = canvas, row, at
        self.language = row.person.language if row.person and row.person.language in AROUND else "fr"
        self.drawn, self.y = fonts(), TOP

    def draw(self) -> None:
        subject, text = read_missive(self.row, self.at)
        self._sender()
        self._window()
        self.y = WORDS_TOP
        self._line(say_date(localdate(self.row.ready_at or self.at), self.language), TEXT, SMALL)
        self._gap()
        self._paragraph(subject, STRONG, SIZE)
        self._gap()
        for block in text.strip().split("\n"):
            self._paragraph(block.replace("\r", ""), TEXT, SIZE if block.strip() else SMALL)
        self._way_out()
        self.canvas.showPage()

    def _sender(self) -> None:
        sender = Sender.of(self.row.offer.brand)
        self._line(sender.brand, STRONG, SIZE)
        for line in (sender.legal_name, *self.row.organisation.postal_address.splitlines(), sender.telephone):
            if line.strip() and line != sender.brand:
                self._line(line.strip(), TEXT, SMALL)

    def _window(self) -> None:
        """What the postman reads: six lines at most, the city last, in capitals."""
        person, point = self.row.person, self.row.contact_point
        if person is None or point is None:
            return
        company = person.company.name if person.company else ""
        lines = [name_on_envelope(person), company, *point.value.split("\n")]
        lines = list(dict.fromkeys(line[:38] for line in lines if line))
        y = WINDOW_TOP
        for line in [*lines[:-6], *lines[-6:]][-6:]:
            self._write(line, WINDOW_LEFT, y, TEXT, SIZE)
            y -= LEAD

    def _way_out(self) -> None:
        """A square for a telephone, a short address for a keyboard."""
        if self.y < BOTTOM + SQUARE:
            self._turn()
        said, typed = AROUND[self.language]
        address = f"{settings.AVAL_URL.rstrip('/')}/d/c/{say_code(self.row.code)}"
        self.y -= SQUARE
        code = QrCodeWidget(page_of(self.row), barLevel="M")
        left, low, right, high = code.getBounds()
        scale = SQUARE / max(right - left, high - low)
        drawing = Drawing(SQUARE, SQUARE, transform=[scale, 0, 0, scale, 0, 0])
        drawing.add(code)
        renderPDF.draw(drawing, self.canvas, LEFT - 2 * mm, self.y)
        self._write(said, LEFT + SQUARE + 4 * mm, self.y + 16 * mm, STRONG, SMALL)
        self._write(typed.format(address=address), LEFT + SQUARE + 4 * mm, self.y + 11 * mm, TEXT, SMALL)

    def _paragraph(self, text: str, font: str, size: float) -> None:
        for line in wrap(text, font, size, RIGHT - LEFT):
            self._line(line, font, size)

    def _line(self, text: str, font: str, size: float) -> None:
        if self.y < BOTTOM:
            self._turn()
        self._write(text, LEFT, self.y, font, size)
        self.y -= LEAD if size == SIZE else LEAD * 0.85

    def _write(self, text: str, x: float, y: float, font: str, size: float) -> None:
        safe = "".join(one if ord(one) in self.drawn else UNDRAWN for one in text)
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, y, safe)

    def _gap(self) -> None:
        self.y -= LEAD

    def _turn(self) -> None:
        self.canvas.showPage()
        self.y = TOP
