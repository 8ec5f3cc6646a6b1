"""What a reader does not see: styles inline and in <style>, and the classes that usual frameworks hide with.

Values: "all" nobody sees it · "some" only some visitors do (a size of screen) · "visual" drawn by other means
(a box behind its switch: `sr-only`, `opacity: 0`) · "" seen.
"""

import re
from collections.abc import Iterator

MOST_RULES, LONGEST_SELECTOR = 2_000, 300
HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|content-visibility\s*:\s*hidden"
    r"|(?:left|top|right|text-indent|margin-left|margin-top)\s*:\s*-\d{3,}"
    r"|font-size\s*:\s*0(?:px|em|rem|%|pt)?\s*(?:;|!|$)|(?:max-)?(?:height|width)\s*:\s*0(?:px)?\s*(?:;|!|$)",
    re.IGNORECASE,
)
DRAWN_OTHERWISE = re.compile(
    r"opacity\s*:\s*0?(?:\.0+)?\s*(?:;|!|$)|clip(?:-path)?\s*:\s*(?:rect\(|inset\(\s*(?:50|100)%)|appearance\s*:\s*none",
    re.IGNORECASE,
)
HIDING_CLASSES = {"d-none", "hidden", "hide", "invisible", "is-hidden", "u-hidden", "uk-hidden", "display-none"}
DRAWN_CLASSES = {"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "custom-control-input"}
SOME = re.compile(
    r"^(?:d-(?:sm|md|lg|xl|xxl)-(?:none|block|flex|inline|inline-block|grid)|(?:sm|md|lg|xl|max-sm|max-md|max-lg):(?:hidden|block|flex|inline|grid)"
    r"|hidden-(?:xs|sm|md|lg|xl|mobile|desktop|phone)(?:-down|-up)?|visible-(?:xs|sm|md|lg|mobile|desktop)(?:-block|-inline)?|(?:hide|show)-(?:for|on)-\w+(?:-\w+)*"
    r"|(?:mobile|desktop|tablet)-(?:only|hidden)|(?:only|not|no)-(?:mobile|desktop|tablet))$"
)
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
SIZE_OF_SCREEN = re.compile(r"(?:max|min)-(?:device-)?width|width\s*[<>]|pointer|hover|orientation", re.IGNORECASE)
ELSEWHERE = re.compile(r"^\s*@media[^{]*\bprint\b|^\s*@(?:font-face|keyframes|page)", re.IGNORECASE)


def look_of_style(style: str) -> str:
    """What an inline style or a block of declarations does to whoever reads."""
    if HIDING.search(style):
        return "all"
    return "visual" if DRAWN_OTHERWISE.search(style) else ""


def look_of_classes(classes: str) -> str:
    """What the classes of usual frameworks do; unknown classes do nothing."""
    names = set(classes.lower().split()[:60])
    if any(SOME.match(name) for name in names):
        return "some"
    if names & HIDING_CLASSES:
        return "all"
    return "visual" if names & DRAWN_CLASSES else ""


def hiding_rules(sheet: str) -> Iterator[tuple[str, str]]:
    """The selectors of a sheet that hide, with how; those inside a @media about the screen hide for some."""
    for media, body in _media(COMMENT.sub(" ", sheet)):
        if ELSEWHERE.match(media):
            continue
        for rule in body.split("}")[:MOST_RULES]:
            selectors, _, declarations = rule.rpartition("{")
            how = look_of_style(declarations)
            if not how:
                continue
            for selector in selectors[-4_000:].split(",")[:20]:
                plain = selector.strip()
                if plain and "::" not in plain and not plain.startswith("@") and len(plain) <= LONGEST_SELECTOR:
                    yield plain, "some" if SIZE_OF_SCREEN.search(media) and how == "all" else how


def _media(sheet: str) -> Iterator[tuple[str, str]]:
    """The sheet in pieces: ("", rules) and (condition of a block of rules, its rules)."""
    start = 0
    for opening in re.finditer(r"@(?:media|supports|layer|container)[^{;]{0,400}\{", sheet):
        if opening.start() < start:
            continue
        yield "", sheet[start : opening.start()]
        depth, at = 1, opening.end()
        for brace in re.finditer(r"[{}]", sheet[opening.end() :]):
            depth += 1 if brace[0] == "{" else -1
            at = opening.end() + brace.end()
            if depth == 0:
                break
        yield opening[0], sheet[opening.end() : at]
        start = at
    yield "", sheet[start:]
