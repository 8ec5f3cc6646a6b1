"""Automatic answers (RFC 3834 and French and English habits), and the day they name. A stand-in they name is never anybody."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from aval.post.returns.apart import Incoming, first
from aval.post.returns.folding import fold
from aval.post.returns.returning import after_words, read_date

OPENING = 700  # characters in which such an answer says what it is
APPLE_END = re.compile(r"(?i)endDate=(\d{4})-(\d\d)-(\d\d)")
ENGLISH = re.compile(r"\b(?:the|will|office|back|until|my|am)\b")
FRENCH = re.compile(r"\b(?:le|je|du|suis|retour|jusqu'au|mon|bonjour)\b")


@dataclass(frozen=True, slots=True)
class Table:
    """`automatic.toml`, ready to use."""

    headers: dict[str, re.Pattern[str]]
    subject: re.Pattern[str]
    opening: re.Pattern[str]
    present: re.Pattern[str]
    gone: re.Pattern[str]
    back: re.Pattern[str]
    until: re.Pattern[str]
    spans: tuple[re.Pattern[str], re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class Automatic:
    """`until` is the day named, when one is; `gone` says that the person left for good."""

    until: date | None
    gone: bool


@cache
def table() -> Table:
    """The table, compiled."""
    read = tomllib.loads(files("aval.post.returns").joinpath("automatic.toml").read_text("utf-8"))
    words, back = read["words"], read["return"]
    return Table(
        headers={name: re.compile("|".join(values)) for name, values in read["headers"].items()},
        subject=re.compile("|".join(words["subject"])),
        opening=re.compile("|".join(words["opening"])),
        present=re.compile("|".join(words["present"])),
        gone=re.compile("|".join(words["gone"])),
        back=re.compile(r"\b(?:" + "|".join(back["back"]) + ")"),
        until=re.compile(r"\b(?:" + "|".join(back["until"]) + ")"),
        spans=(re.compile(back["spans"][0]), re.compile(back["spans"][1])),
    )


def read_automatic(taken: Incoming, said: str, written: date) -> Automatic | None:
    """What the answer says; None when a person wrote it."""
    known, subject, opening = table(), fold(taken.get("subject")), fold(said[: OPENING * 2])[:OPENING]
    by_header = any(
        pattern.search(fold(value)) for name, value in taken.headers if (pattern := known.headers.get(name))
    )
    suppressed = bool(taken.get("x-auto-response-suppress")) and bool(known.opening.search(opening))
    in_words = bool(known.opening.search(opening)) and not known.present.search(fold(said[:4000]))
    if not (by_header or known.subject.search(subject) or suppressed or in_words):
        return None
    whole = fold(said[:6000])
    return Automatic(find_until(taken, f"{subject} . {whole}", written), bool(known.gone.search(whole)))


def find_until(taken: Incoming, text: str, written: date) -> date | None:
    """The day named: when she is back, else the last day away, else the end of a span."""
    apple = APPLE_END.search(first(taken.headers, "x-apple-criteria"))
    if apple:
        return date(int(apple[1]), int(apple[2]), int(apple[3]))
    english = len(ENGLISH.findall(text)) > len(FRENCH.findall(text))
    known = table()
    span = _span_end(text, known.spans, written, months_first=english)
    for words in (known.back, known.until):
        found = [
            one
            for one in after_words(text, words, written, months_first=english)
            if words is known.until or one != span
        ]
        if found:
            return max(found)
    return span


def _span_end(
    text: str, spans: tuple[re.Pattern[str], re.Pattern[str]], written: date, *, months_first: bool
) -> date | None:
    """« du 20 novembre au 3 décembre », « du 20 au 30 novembre »: the second date."""
    for opened in spans[0].finditer(text):
        rest = text[opened.end() : opened.end() + 90]
        for closed in spans[1].finditer(rest):
            begun = read_date(rest[: closed.start()] + " ", written, months_first=months_first)
            ended = read_date(rest[closed.end() :], written, months_first=months_first)
            if begun and ended:
                return ended[0]
    return None
