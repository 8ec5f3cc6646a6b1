"""The second layer of the information notice: everything article 14 lists, one click from the letter."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from aval.accounts.models import Organisation
from aval.campaigns.letters.parties import Origin, Sender
from aval.campaigns.letters.surroundings import Surroundings
from aval.prospects.models import Source

SECTIONS = (
    "controller",
    "dpo",
    "purposes",
    "basis",
    "categories",
    "origin",
    "recipients",
    "retention",
    "rights",
    "objection",
    "complaint",
    "automated",
)


@dataclass(frozen=True, slots=True)
class FullNotice:
    """Titles and texts, in order; `version` is what to keep to know later which text was shown."""

    language: str
    title: str
    sections: tuple[tuple[str, str], ...]
    version: str


def full_notice(organisation: Organisation, source: Source, language: str, *, on: date) -> FullNotice:
    """The whole notice (art. 14(1)-(2) GDPR) for people of this source, in `fr` or `en`, under the law of that day."""
    around = Surroundings(Sender.without_brand(organisation), Origin.of(source), "", language, on=on)
    sections = tuple(_sections(around))
    version = sha256("\n".join(text for section in sections for text in section).encode()).hexdigest()[:16]
    return FullNotice(language, _text(around, "full.title"), sections, version)


def _sections(around: Surroundings) -> Iterator[tuple[str, str]]:
    for name in SECTIONS:
        if name == "dpo" and not around.known["dpo"]:
            continue
        text = {"basis": f"full.basis_{around.origin.basis}", "origin": around.origin_name()}.get(name, f"full.{name}")
        yield _text(around, f"full.{name}_title"), _text(around, text)


def _text(around: Surroundings, name: str) -> str:
    return "".join(str(piece) for piece in around.say(name))
