"""A page of HTML as browsers take it apart (the HTML5 algorithm, by Lexbor), flattened in the order of reading.

Nothing is loaded. Work is bounded: bytes, elements, depth. Each element keeps the line it was written on, by an attribute
slipped into the source before it is parsed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from aval.collection.auditing.looks import hiding_rules, look_of_classes, look_of_style

MOST_ELEMENTS, MOST_OPTIONS, DEEPEST, LONGEST_TEXT = 60_000, 4_000, 400, 400_000
LONGEST_LABEL = 2_000
LINE, LOOK, PLACE = "data-aval-line", "data-aval-look", "data-aval-place"
TAG = re.compile(r"<(/?)(?=[a-zA-Z][\w-]{0,40}[\s/>])([a-zA-Z][\w-]*)")
NOT_NESTED = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "td",
        "th",
        "tr",
        "dd",
        "dt",
        "option",
        "optgroup",
    ]
)
SILENT = {"script", "style", "head", "title", "template", "noframes", "iframe", "object"}
NAMING = frozenset(
    [
        "label",
        "legend",
        "button",
        "a",
        "option",
        "span",
        "div",
        "td",
        "th",
        "p",
        "li",
        "strong",
        "b",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
    ]
)
BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure footer form"  # noqa: SIM905
    " h1 h2 h3 h4 h5 h6 header hr legend li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)


@dataclass(slots=True, eq=False)
class Element:
    """One tag. `hidden` as in looks.py, inherited; `line` 0 when it was made by a script."""

    tag: str
    attrs: dict[str, str]
    parent: "Element | None"
    order: int
    line: int = 0
    hidden: str = ""

    def get(self, name: str) -> str:
        """An attribute, "" when absent."""
        return self.attrs.get(name, "")

    def above(self) -> Iterator["Element"]:
        """Its ancestors, nearest first."""
        one = self.parent
        while one is not None:
            yield one
            one = one.parent

    def within(self, *tags: str) -> "Element | None":
        """The nearest ancestor of these tags."""
        return next((one for one in self.above() if one.tag in tags), None)


@dataclass(slots=True)
class Words:
    """A run of text, in its element."""

    text: str
    element: Element


@dataclass(slots=True)
class Page:
    """What a page holds, in the order of reading."""

    elements: list[Element] = field(default_factory=list)
    stream: list[Element | Words] = field(default_factory=list)
    scripts: list[Words] = field(default_factory=list)
    texts: dict[Element, str] = field(default_factory=dict)
    title: str = ""
    language: str = ""
    cut: bool = False

    def of(self, *tags: str) -> Iterator[Element]:
        """The elements of these tags."""
        return (one for one in self.elements if one.tag in tags)


def read_page(html: str, *, drawn: bool = False) -> Page:
    """The page. Never raises for what it holds. `drawn`: as a browser gave it back, its lines and looks already told."""
    source, cut = (html, False) if drawn else with_lines(html)
    parser = LexborHTMLParser(source)
    sheets, page = "\n".join(node.text() or "" for node in parser.css("style")[:40]), Page()
    looks = _looks(parser, sheets[:400_000])
    _flatten(parser.root, page, looks)
    page.cut = page.cut or cut
    page.texts = _texts(page)
    return page


def with_lines(html: str) -> tuple[str, bool]:
    """Each opening tag told its line, unquoted so that a tag inside a quoted value breaks nothing; whether it was cut.

    Cut where tags nest too deep, or options are too many: building the tree takes quadratic time from there.
    """
    line, last, depth, options, pieces = 1, 0, 0, 0, []
    for found in TAG.finditer(html):
        name = found[2].lower()
        options += name == "option"
        if name not in NOT_NESTED:
            depth = max(0, depth - 1) if found[1] else depth + 1
        if depth > DEEPEST + 100 or options > MOST_OPTIONS:
            return "".join(pieces), True
        line += html.count("\n", last, found.start())
        pieces.append(html[last : found.end()] + ("" if found[1] else f" {LINE}={line}"))
        last = found.end()
    return "".join(pieces) + html[last:], False


def _texts(page: Page) -> dict[Element, str]:
    """The words inside each element that may name a field, as written, cut where they are too many to be a name."""
    texts: dict[Element, str] = {}
    for piece in page.stream:
        if isinstance(piece, Words):
            for one in (piece.element, *islice(piece.element.above(), 12)):
                if one.tag in NAMING and len(texts.get(one, "")) < LONGEST_LABEL:
                    texts[one] = f"{texts.get(one, '')} {piece.text}".strip()
    return texts


def _looks(parser: LexborHTMLParser, sheets: str) -> dict[int, str]:
    """How the sheets of the page hide its elements."""
    looks: dict[int, str] = {}
    for number, (selector, how) in enumerate(hiding_rules(sheets)):
        if number > 300:
            break
        try:
            for node in parser.css(selector)[:2000]:
                if looks.get(node.mem_id) != "all":
                    looks[node.mem_id] = how
        except (SelectolaxError, ValueError, RuntimeError):
            continue
    return looks


def _flatten(root: Any, page: Page, looks: dict[int, str]) -> None:
    """The tree, walked without recursion: a page a million tags deep is cut, not followed."""
    node, parents, letters = root, [], 0
    while node is not None:
        parent = parents[-1] if parents else None
        if node.is_element_node:
            if len(page.elements) >= MOST_ELEMENTS:
                page.cut = True
                return
            element = _element(node, parent, len(page.elements), looks)
            _note(node, element, page)
            if node.child is not None and element.tag not in {"script", "style", "template"}:
                if len(parents) < DEEPEST:
                    parents.append(element)
                    node = node.child
                    continue
                page.cut = True
        elif parent is not None and node.is_text_node and letters < LONGEST_TEXT and parent.tag not in SILENT:
            text = (node.text_content or "")[:20_000]
            letters += len(text)
            if text.strip():
                page.stream.append(Words(text, parent))
        while node is not None and node.next is None:
            node = node.parent if parents else None
            if parents:
                parents.pop()
            if node is None or not parents:
                return
        node = node.next if node is not None else None


def _element(node: Any, parent: Element | None, order: int, looks: dict[int, str]) -> Element:
    attrs = {name.lower(): value or "" for name, value in list(node.attributes.items())[:100]}
    line = re.match(r"\d+", attrs.pop(LINE, ""))
    if (seen := attrs.pop(LOOK, None)) is not None:
        return Element(node.tag.lower(), attrs, parent, order, int(line[0]) if line else 0, seen)
    own = look_of_style(attrs.get("style", "")) or looks.get(node.mem_id) or look_of_classes(attrs.get("class", ""))
    if "hidden" in attrs and attrs["hidden"] != "until-found":
        own = "all"
    above = parent.hidden if parent else ""
    hidden = next((how for how in ("all", "some", "visual") if how in {own, above}), "")
    return Element(node.tag.lower(), attrs, parent, order, int(line[0]) if line else 0, hidden)


def _note(node: Any, element: Element, page: Page) -> None:
    page.elements.append(element)
    page.stream.append(element)
    if element.tag == "script":
        page.scripts.append(Words((node.text() or "")[:200_000], element))
    elif element.tag == "title" and not page.title:
        page.title = (node.text() or "")[:300]
    elif element.tag == "html":
        page.language = element.get("lang").lower().replace("_", "-").partition("-")[0]
