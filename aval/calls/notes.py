"""Free notes are where files go wrong: what a note has no business holding is shown before it is kept (art. 5(1)(c), 9 GDPR)."""

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Warned:
    """A family of words (`code`, named in the reader's language) and those of the note that belong to it."""

    code: str
    label: str
    words: tuple[str, ...]


def _plain(text: str) -> str:
    """Without accents, in lower case, one letter for one letter, so that places agree with the note."""
    return "".join((unicodedata.normalize("NFD", letter)[0] or letter) for letter in text).lower().replace("’", "'")


def _words() -> bytes:
    return resources.files(__package__).joinpath("notes.toml").read_bytes()


@cache
def notes_digest() -> str:
    """The words looked for, as a digest: whoever remembers what was read reads all again when they change."""
    return hashlib.sha256(_words()).hexdigest()[:16]


@cache
def _families() -> Mapping[str, tuple[Mapping[str, Any], re.Pattern[str]]]:
    told = tomllib.loads(_words().decode())
    found = {}
    for code, family in told.items():
        words = (
            re.escape(word[:-1]) + r"\b" if word.endswith(".") else re.escape(word) + r"\w*" for word in family["words"]
        )
        found[code] = (family, re.compile(r"\b(?:" + "|".join(words) + ")"))
    return found


def read_note(note: str, language: str = "fr") -> tuple[Warned, ...]:
    """What of this note should not be written about a person; empty when nothing was found, which proves nothing."""
    plain = _plain(note)
    named = "en" if language.startswith("en") else "fr"
    warned = []
    for code, (family, pattern) in _families().items():
        words = tuple(dict.fromkeys(note[match.start() : match.end()] for match in pattern.finditer(plain)))
        if words:
            warned.append(Warned(code, family[named], words))
    return tuple(warned)
