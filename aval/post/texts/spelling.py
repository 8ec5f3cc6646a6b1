"""The alphabet of texts (GSM 03.38), and how many messages a text makes: an apostrophe too fine doubles its price."""

import re
from collections.abc import Mapping

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED: Mapping[str, int] = {
    "\f": 10, "^": 20, "{": 40, "}": 41, "\\": 47, "[": 60, "~": 61, "]": 62, "|": 64, "€": 101,
}  # fmt: skip
PLACES = {letter: place for place, letter in enumerate(BASIC) if letter != "\x1b"}
PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "…": "...", "–": "-", "—": "-", "œ": "oe", "Œ": "OE"}
    | dict.fromkeys("\u00a0\u202f\u2009\t", " ")
)
MOST_PARTS = 4


def plain(text: str) -> str:
    """The same words with what a telephone spells cheaply; quotation marks lose the spaces inside them."""
    tight = re.sub(r"«\s+|\s+»", lambda mark: mark[0].strip(), text)
    return "\n".join(" ".join(line.split()) for line in tight.translate(PLAIN).strip().splitlines())


def is_gsm(text: str) -> bool:
    """Whether the basic alphabet, with its extension, spells it."""
    return all(letter in PLACES or letter in EXTENDED for letter in text)


def encode(text: str) -> tuple[int, bytes]:
    """The data coding (0: GSM 03.38, one octet a letter; 8: UCS-2) and the octets."""
    if not is_gsm(text):
        return 8, text.encode("utf-16-be")
    return 0, b"".join(
        bytes([PLACES[letter]]) if letter in PLACES else bytes([0x1B, EXTENDED[letter]]) for letter in text
    )


def parts(text: str) -> int:
    """How many messages it makes: 160 letters, else 153 in each; 70 and 67 out of the alphabet."""
    coding, octets = encode(text)
    size = len(octets) // (2 if coding else 1)
    whole, cut = (70, 67) if coding else (160, 153)
    return 1 if size <= whole else -(-size // cut)
