"""A page of HTML as a reader sees it: blocks of text, links, images, and what was hidden from her.

A tokenizer of one linear expression, on purpose: html.parser takes quadratic time on hostile pages. Styles are read
inline and from simple rules of <style> (a tag, .class or #id); nothing is loaded.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from aval.campaigns.lint.styles import Look, attributes_of, look_of, read_rules, sheets

TOKEN = re.compile(
    r"<!--(?P<comment>.*?(?:-->|\Z))"
    r"|<(?P<close>/?)(?P<tag>[a-zA-Z][\w:-]{0,40})(?P<attributes>(?:[^<>\"']|\"[^\"]{0,8000}\"|'[^']{0,8000}')*+)>"
    r"|<[!?][^>]{0,2000}>"
    r"|(?P<text>[^<]+|<)",
    re.DOTALL,
)
BLOCKS = {
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SILENT = {"script", "style", "head", "title", "noscript", "template"}
DEEPEST, MOST_TOKENS = 200, 30_000
URL_IN_STYLE = re.compile(r"url\(\s*['\"]?([^'\")]{1,2000})", re.IGNORECASE)
URL_IN_TEXT = re.compile(r"(?:https?://|mailto:)[^\s<>\"«»]+(?<![.,;:!?)\]'’])", re.IGNORECASE)


@dataclass(slots=True)
class Block:
    """One paragraph, and whether it can be read."""

    text: str
    hidden: bool = False


@dataclass(slots=True)
class Link:
    """Where it goes, what it says, whether it can be seen, and the block it stands in."""

    url: str
    text: str
    hidden: bool = False
    block: int = 0


@dataclass(slots=True)
class Image:
    """Something loaded when the message is opened. Sizes in pixels, None when not said."""

    url: str
    width: float | None = None
    height: float | None = None
    hidden: bool = False


@dataclass(slots=True)
class Page:
    """What a body holds."""

    blocks: list[Block] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    language: str | None = None
    title: str = ""
    password: bool = False
    cut: bool = False
    required: list[str] = field(default_factory=list)


def read_text(text: str) -> Page:
    """The paragraphs of a text body (cut at blank lines) and the addresses it holds, with the words before them."""
    page = Page()
    for paragraph in re.split(r"\n[^\S\n]*\n", text):
        if not paragraph.strip():
            continue
        page.blocks.append(Block(paragraph.strip()))
        for line in paragraph.split("\n"):
            for match in URL_IN_TEXT.finditer(line):
                before = line[: match.start()].strip(" \t:<>()-") or paragraph.strip()[:200]
                page.links.append(Link(match.group(), before, block=len(page.blocks) - 1))
    return page


class _Reader:
    """One pass over the tokens, with the look of each open tag."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.page = Page()
        self.rules = read_rules(html)
        self.stack: list[tuple[str, Look]] = [("", Look())]
        self.words: list[tuple[str, bool]] = []
        self.link: Link | None = None
        self.silent = 0

    def read(self) -> Page:
        """The page."""
        for number, match in enumerate(TOKEN.finditer(self.html)):
            if number > MOST_TOKENS:
                self.page.cut = True
                break
            if match["tag"]:
                self._tag(match["tag"].lower(), bool(match["close"]), match["attributes"])
            elif match["text"]:
                self._text(unescape(match["text"]))
        self._end_block()
        return self.page

    @property
    def look(self) -> Look:
        return self.stack[-1][1]

    def _text(self, text: str) -> None:
        if self.silent:
            if self.stack[-1][0] == "title":
                self.page.title += text
            return
        self.words.append((text, self.look.hidden))
        if self.link is not None:
            self.link.text += text

    def _tag(self, tag: str, closing: bool, attributes: str) -> None:
        if tag == "br":
            self.words.append(("\n", self.look.hidden))
        elif tag in BLOCKS:
            self._end_block()
        if closing:
            self._close(tag)
            return
        told = attributes_of(attributes)
        look = look_of(tag, told, self.look, self.rules)
        self._note(tag, told, look)
        if tag not in VOID and not attributes.endswith("/") and len(self.stack) < DEEPEST:
            self.stack.append((tag, look))
            self.silent += tag in SILENT

    def _close(self, tag: str) -> None:
        if tag == "a":
            self.link = None
        for depth in range(len(self.stack) - 1, max(0, len(self.stack) - 40), -1):
            if self.stack[depth][0] == tag:
                self.silent -= sum(name in SILENT for name, _look in self.stack[depth:])
                del self.stack[depth:]
                return

    def _note(self, tag: str, told: dict[str, str], look: Look) -> None:
        page = self.page
        if tag == "html":
            page.language = told.get("lang", "").lower().partition("-")[0] or None
        if tag in {"a", "area"} and "href" in told:
            self.link = Link(told["href"].strip(), told.get("aria-label", ""), look.hidden, len(page.blocks))
            page.links.append(self.link)
        elif tag in {"img", "iframe", "embed", "video", "audio", "source", "bgsound", "input", "object"}:
            source = told.get("src") or told.get("data") or ""
            if source.strip():
                page.images.append(Image(source.strip(), look.width, look.height, look.hidden))
            if self.link is not None and not look.hidden:
                self.link.text += " " + told.get("alt", "")
        elif tag == "link" and "stylesheet" in told.get("rel", "").lower():
            page.images.append(Image(told.get("href", "").strip()))
        for url in [*URL_IN_STYLE.findall(told.get("style", "")), *filter(None, [told.get("background")])]:
            page.images.append(Image(url.strip(), hidden=look.hidden))
        if tag in {"input", "select", "textarea"}:
            page.password |= told.get("type", "").lower() == "password"
            if "required" in told and told.get("type", "").lower() != "hidden":
                page.required.append(told.get("name", "?"))

    def _end_block(self) -> None:
        for text, hidden in _paragraphs(self.words):
            self.page.blocks.append(Block(text, hidden))
        self.words = []


def _paragraphs(words: list[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """The seen and the hidden of a block apart; two line breaks in a row part two paragraphs."""
    for hidden in (False, True):
        told = "".join(
            text if text == "\n" else re.sub(r"\s+", " ", text) for text, veiled in words if veiled == hidden
        )
        for paragraph in re.split(r"\n\s*\n", told):
            if paragraph.strip():
                yield paragraph.strip(), hidden


def read_html(html: str) -> Page:
    """The page, its hidden parts marked."""
    page = _Reader(html).read()
    for url in URL_IN_STYLE.findall("\n".join(sheets(html))):
        page.images.append(Image(url.strip()))
    return page
