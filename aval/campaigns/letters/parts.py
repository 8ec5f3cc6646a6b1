"""The two bodies of a letter, prepared once: bytes where everybody reads the same, words where only one does."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from aval.campaigns.letters.encoding import printable_line
from aval.campaigns.letters.surroundings import Block
from aval.campaigns.letters.words import Choice, Field, Words, fill
from aval.prospects.links import mark_url

FOLLOW = Field("follow")
URL = re.compile(r"https?://[^\s<>\"«»]+(?<![.,;:!?)\]'’])")
HEAD = (
    '<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    '<meta name="color-scheme" content="light dark">\n<meta name="supported-color-schemes" content="light dark">\n'
    "<title>{title}</title>\n<style>\n"
    ":root {{ color-scheme: light dark; }}\n"
    "body {{ margin: 0 auto; padding: 1rem; max-width: 38rem; font: 16px/1.5 system-ui, sans-serif; }}\n"
    "h2 {{ font-size: 16px; margin: 1.5rem 0 0.25rem; }}\np {{ margin: 0 0 1rem; }}\n"
    "</style>\n</head>\n<body>\n"
)
FOOT = "</body>\n</html>"


@dataclass(frozen=True, slots=True)
class Part:
    """One body. `lines` are its words; `chunks` the same in quoted-printable, the runs without a field joined."""

    lines: tuple[Words, ...]
    chunks: tuple[bytes | Words, ...]

    @classmethod
    def of(cls, lines: Iterable[Words]) -> "Part":
        kept = tuple(lines)
        chunks: list[bytes | Words] = []
        for line in kept:
            if any(isinstance(piece, Field | Choice) for piece in line):
                chunks.append(line)
                continue
            encoded = printable_line("".join(map(str, line)))
            if chunks and isinstance(chunks[-1], bytes):
                chunks[-1] += encoded
            else:
                chunks.append(encoded)
        return cls(kept, tuple(chunks))

    def render(self, values: Mapping[str, str]) -> bytes:
        """The body of one letter, quoted-printable, lines ended by CRLF."""
        return b"".join(
            [chunk if isinstance(chunk, bytes) else printable_line(fill(chunk, values)) for chunk in self.chunks]
        )

    def show(self, values: Mapping[str, str]) -> str:
        """The same, to be read."""
        return "\n".join(fill(line, values) for line in self.lines) + "\n"


def paragraphs(words: Words) -> list[list[Words]]:
    """A member's words, cut at blank lines into paragraphs, and these into lines."""
    lines: list[list[str | Field | Choice]] = [[]]
    for piece in words:
        if isinstance(piece, Field | Choice):
            lines[-1].append(piece)
            continue
        first, *others = piece.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        lines[-1].append(first)
        lines += [[other] for other in others]
    told: list[list[Words]] = [[]]
    for line in lines:
        if any(isinstance(piece, Field | Choice) or piece.strip() for piece in line):
            told[-1].append(tuple(piece for piece in line if piece != ""))
        elif told[-1]:
            told.append([])
    return [paragraph for paragraph in told if paragraph]


def text_part(colon: str, before: list[Block], words: Words, after: list[Block]) -> Part:
    """The text, written as text: titles in capitals, links after their label and a colon."""
    lines: list[Words] = []
    for block in before:
        lines += [*_text(block, colon), ()]
    for paragraph in paragraphs(words):
        lines += [*paragraph, ()]
    for block in after:
        told = _text(block, colon)
        lines += told if block.kind == "title" else [*told, ()]
    return Part.of(lines[:-1])


def _text(block: Block, colon: str) -> list[Words]:
    if block.kind == "rule":
        return [("* * *",)]
    if block.kind == "title":
        return [tuple(piece.upper() if isinstance(piece, str) else piece for piece in block.words)]
    if block.kind == "link":
        return [(*block.words, colon, *block.url)]
    return [block.words]


def html_part(
    title: str, language: str, before: list[Block], words: Words, after: list[Block], *, stop_following: str = ""
) -> Part:
    """The page: headings, paragraphs, links; no image, no colour of its own, so light and dark are the reader's.

    `stop_following`: the words of the link by which who agreed to be followed takes it back. With them the member's own
    links and one image go by the field `follow`, an address of hers; never without (art. 82 LIL).
    """
    linked = _followed if stop_following else _plainly
    lines: list[Words] = [(line,) for line in HEAD.format(language=language, title=escape(title)).splitlines()]
    lines += [line for block in before for line in _html(block)]
    for paragraph in paragraphs(words):
        for number, line in enumerate(paragraph):
            opening = "<p>" if number == 0 else ""
            closing = "</p>" if number == len(paragraph) - 1 else "<br>"
            lines.append((opening, *(told for piece in line for told in linked(piece)), closing))
    lines += [line for block in after for line in _html(block)]
    if stop_following:
        lines.append(('<p><a href="', FOLLOW, f'arret">{escape(stop_following)}</a></p>'))
        lines.append(('<p><img src="', FOLLOW, 'o.gif" width="1" height="1" alt=""></p>'))
    return Part.of([*lines, *((line,) for line in FOOT.splitlines())])


def _html(block: Block) -> list[Words]:
    if block.kind == "rule":
        return [("<hr>",)]
    if block.kind == "title":
        return [("<h2>", *_escaped(block.words, escape), "</h2>")]
    if block.kind == "link":
        return [('<p><a href="', *_escaped(block.url, escape), '">', *_escaped(block.words, escape), "</a></p>")]
    return [("<p>", *_escaped(block.words, escape), "</p>")]


def _escaped(words: Words, how: Callable[[str], str]) -> Words:
    """Literals escaped now; a field's fallback too, since its value comes escaped."""
    return tuple(_escape(piece, how) for piece in words)


def _escape(piece: str | Field | Choice, how: Callable[[str], str]) -> str | Field | Choice:
    if isinstance(piece, str):
        return how(piece)
    if isinstance(piece, Choice):
        return Choice(piece.name, _escaped(piece.told, how), _escaped(piece.otherwise, how))
    return Field(piece.name, escape(piece.fallback), piece.lead)


def _plainly(piece: str | Field | Choice) -> Words:
    """Escaped words, whose addresses of pages are links."""
    if isinstance(piece, Field | Choice):
        return _escaped((piece,), escape)
    return ("".join(map(str, _links(piece, lambda url: (f'<a href="{escape(url)}">',)))),)


def _followed(piece: str | Field | Choice) -> Words:
    """The same, each link going by an address of hers: only for who agreed to it."""
    if isinstance(piece, Field | Choice):
        return _escaped((piece,), escape)
    return _links(piece, lambda url: ('<a href="', FOLLOW, f'{mark_url(url)}?vers={quote(url, safe="")}">'))


def _links(text: str, opening: Callable[[str], Words]) -> Words:
    told: list[str | Field] = []
    end = 0
    for match in URL.finditer(text):
        told += [escape(text[end : match.start()]), *opening(match.group()), f"{escape(match.group())}</a>"]
        end = match.end()
    return (*told, escape(text[end:]))
