"""Whether a piece of a page can be seen: size, colours, place, and the tricks that hide."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import unescape

ATTRIBUTE = re.compile(r"([\w:-]{1,40})(?:\s*=\s*(\"[^\"]{0,8000}\"|'[^']{0,8000}'|[^\s\"'>]{1,8000}))?")
RULE = re.compile(r"([^{}@;]{1,300})\{([^{}]{0,4000})\}")
SELECTOR = re.compile(r"(?:[a-z][a-z0-9]*)?(?:[.#][\w-]+)?")
LENGTH = re.compile(r"(-?[\d.]{1,12})\s*(px|pt|em|rem|%|)?")
MOST_SHEETS, LONGEST_SHEET = 20, 100_000
SMALLEST = 8.0  # pixels: below, a mention exists for nobody
FAINTEST = 1.5  # contrast ratio (WCAG formula): below, text is its background
NAMED = {
    "white": (255, 255, 255),
    "black": (0, 0, 0),
    "snow": (255, 250, 250),
    "ivory": (255, 255, 240),
    "whitesmoke": (245, 245, 245),
    "gray": (128, 128, 128),
    "grey": (128, 128, 128),
    "silver": (192, 192, 192),
    "lightgray": (211, 211, 211),
    "lightgrey": (211, 211, 211),
    "red": (255, 0, 0),
    "green": (0, 128, 0),
    "blue": (0, 0, 255),
    "navy": (0, 0, 128),
    "yellow": (255, 255, 0),
}
Colour = tuple[int, int, int]
Rules = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Look:
    """How what stands here looks. Sizes in pixels."""

    veiled: bool = False
    size: float = 16.0
    colour: Colour | None = None
    background: Colour = (255, 255, 255)
    width: float | None = None
    height: float | None = None

    @property
    def hidden(self) -> bool:
        """Nobody can read what stands here."""
        faint = self.colour is not None and contrast(self.colour, self.background) < FAINTEST
        return self.veiled or self.size < SMALLEST or faint


def attributes_of(text: str) -> dict[str, str]:
    """The attributes of a tag, names in lower case, values unescaped."""
    return {name.lower(): unescape(value.strip("\"'")) for name, value in ATTRIBUTE.findall(text)}


def declarations(style: str) -> dict[str, str]:
    """`{"color": "white"}` of `color: white;`."""
    pairs = (one.partition(":") for one in style.lower().split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, colon, value in pairs if colon}


def read_rules(html: str) -> Rules:
    """The simple rules of the <style> elements: selector to declarations; media queries left out."""
    told: dict[str, dict[str, str]] = {}
    for sheet in sheets(html):
        plain = re.sub(r"@media[^{]{0,300}\{(?:[^{}]{0,2000}\{[^{}]{0,2000}\}){0,200}\s*\}", "", sheet)
        for selectors, style in RULE.findall(plain):
            for selector in selectors.lower().split(","):
                if selector.strip() and SELECTOR.fullmatch(selector.strip()):
                    told.setdefault(selector.strip(), {}).update(declarations(style))
    return told


def sheets(html: str) -> list[str]:
    """The text of the first <style> elements."""
    told: list[str] = []
    lower, place = html.lower(), 0
    while len(told) < MOST_SHEETS and (start := lower.find("<style", place)) >= 0:
        opened, place = lower.find(">", start), lower.find("</style", start)
        if opened < 0 or place < 0:
            break
        told.append(html[opened + 1 : place][:LONGEST_SHEET])
    return told


def look_of(tag: str, attributes: Mapping[str, str], outside: Look, rules: Rules) -> Look:
    """The look inside this tag, from the look outside it."""
    if not attributes and not rules:
        return outside if outside.width is outside.height is None else replace(outside, width=None, height=None)
    style: dict[str, str] = {}
    if rules:
        names = ["", *(f".{name}" for name in attributes.get("class", "").lower().split())]
        names.append(f"#{attributes.get('id', '').lower()}")
        for name in names:
            style |= rules.get(tag + name, {}) | (rules.get(name, {}) if name else {})
    style |= declarations(attributes.get("style", ""))
    size = length(style.get("font-size", ""), outside.size)
    if tag == "font" and attributes.get("size") in {"0", "-6", "-5"}:
        size = 1.0
    colour = colour_of(style.get("color") or attributes.get("color") or "") or outside.colour
    background = style.get("background-color") or style.get("background") or attributes.get("bgcolor") or ""
    look = replace(
        outside,
        size=outside.size if size is None else size,
        colour=colour,
        background=colour_of(background) or outside.background,
        width=length(style.get("width") or attributes.get("width") or "", 16.0),
        height=length(style.get("height") or attributes.get("height") or "", 16.0),
    )
    return replace(look, veiled=True) if _veils(style, attributes) else look


def _veils(style: Mapping[str, str], attributes: Mapping[str, str]) -> bool:
    said = {name: style.get(name, "") for name in ("display", "visibility", "mso-hide", "color", "overflow")}
    if (
        said["display"] == "none"
        or said["visibility"] == "hidden"
        or said["mso-hide"] == "all"
        or "hidden" in attributes
    ):
        return True
    if said["color"] == "transparent":
        return True
    opacity = LENGTH.fullmatch(style.get("opacity", ""))
    if opacity and _number(opacity[1]) < 0.1:
        return True
    if any((length(style.get(name, ""), 16.0) or 0) <= -900 for name in ("text-indent", "left", "top", "margin-left")):
        return True
    flat = any(length(style.get(name, ""), 16.0) == 0 for name in ("height", "max-height", "width", "max-width"))
    return flat and said["overflow"] == "hidden"


def length(text: str, size: float) -> float | None:
    """A length in pixels; `size` is the font size around it. None when it is not one."""
    words = {"xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0}
    match = LENGTH.fullmatch(text.strip().lower())
    if not match:
        return words.get(text.strip())
    number = _number(match[1])
    return number * {"pt": 4 / 3, "em": size, "rem": 16.0, "%": size / 100}.get(match[2] or "px", 1.0)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def colour_of(text: str) -> Colour | None:
    """A colour as three numbers from 0 to 255; None when it is not one we read."""
    text = text.strip().lower()
    for word in text.split():
        if word in NAMED:
            return NAMED[word]
    if match := re.search(r"#([0-9a-f]{6}|[0-9a-f]{3})\b", text):
        digits = match[1] if len(match[1]) == 6 else "".join(2 * digit for digit in match[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if match := re.search(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})", text):
        return min(255, int(match[1])), min(255, int(match[2])), min(255, int(match[3]))
    return None


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of WCAG 2, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    channels = [part / 255 for part in colour]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
