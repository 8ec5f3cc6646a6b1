"""The words an HTML message shows, what it quotes told apart from what it says."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

LONGEST = 1_000_000  # characters read
SILENT = {"head", "style", "script", "title", "template", "noscript"}
LINES = {
    "p",
    "div",
    "br",
    "tr",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "table",
    "hr",
    "pre",
    "ul",
    "ol",
}
EMPTY = {"br", "hr", "img", "meta", "link", "input", "col", "area", "base", "wbr", "source", "embed", "param", "track"}
QUOTES = re.compile(
    r"(?i)\b(?:gmail_quote|gmail_extra|gmail_attr|yahoo_quoted|moz-cite-prefix|protonmail_quote|zmail_extra|"
    r"moz-forward-container|hmquote|tutanota_quote|yahooquotedtext|ms-outlook-mobile-reference-message|"
    r"replyforwardheader|outlookmessageheader|gmail_signature)\b"
)
BELOW = re.compile(
    r"(?i)^(?:divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container|replySplit)$"
)
OUTLOOK = re.compile(r"(?i)border:\s*none;\s*border-top:\s*solid\s+#(?:E1E1E1|B5C4DF|CCCCCC)")


@dataclass(frozen=True, slots=True)
class Shown:
    """`text` is all that is shown; `said` leaves out what the markup itself marks as quoted."""

    text: str
    said: str


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.all: list[str] = []
        self.said: list[str] = []
        self.open: list[tuple[str, bool, bool]] = []  # tag, silent, quoted
        self.silent = self.quoted = 0
        self.below = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in LINES:
            self.write("\n")
        told = {name: value or "" for name, value in attrs}
        if BELOW.match(told.get("id", "")) or OUTLOOK.search(told.get("style", "")):
            self.below = True
        if tag in EMPTY:
            return
        silent = tag in SILENT
        quoted = tag == "blockquote" or bool(QUOTES.search(f"{told.get('class', '')} {told.get('id', '')}"))
        self.open.append((tag, silent, quoted))
        self.silent += silent
        self.quoted += quoted

    def handle_endtag(self, tag: str) -> None:
        if tag in LINES:
            self.write("\n")
        for back, (name, _silent, _quoted) in enumerate(reversed(self.open[-50:])):
            if name == tag:
                for _ in range(back + 1):
                    _name, silent, quoted = self.open.pop()
                    self.silent -= silent
                    self.quoted -= quoted
                return

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.write(re.sub(r"\s+", " ", data))

    def write(self, text: str) -> None:
        self.all.append(text)
        if not self.quoted and not self.below:
            self.said.append(text)


def read_html(html: str) -> Shown:
    """What is shown, and what of it is not marked as a quote."""
    reader = _Reader()
    try:
        reader.feed(html[:LONGEST])
        reader.close()
    except (AssertionError, ValueError, RecursionError):
        pass
    return Shown(_tidy("".join(reader.all)), _tidy("".join(reader.said)))


def _tidy(text: str) -> str:
    lines = [line.strip() for line in text.replace("\u200b", "").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
