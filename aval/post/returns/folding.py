"""Words as they are compared: lower case, without accents, straight apostrophes, single spaces."""

import re
import unicodedata

STRAIGHT = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "`": "'",
        "´": "'",
        "“": '"',
        "”": '"',
        "–": "-",
        "—": "-",
        "‑": "-",
        "\u00a0": " ",
        "\u202f": " ",
        "\u200b": None,
        "œ": "oe",
        "Œ": "oe",
        "ß": "ss",
        "ł": "l",
        "Ł": "l",
        "ø": "o",
        "Ø": "o",
        "æ": "ae",
        "Æ": "ae",
    }
)


def fold(text: str) -> str:
    """The same words on one line."""
    return re.sub(r"\s+", " ", fold_lines(text)).strip()


def fold_lines(text: str) -> str:
    """The same words, line by line."""
    if text.isascii():
        return text.lower().replace("`", "'")
    bare = unicodedata.normalize("NFD", text.translate(STRAIGHT).lower())
    return "".join(one for one in bare if not unicodedata.combining(one))
