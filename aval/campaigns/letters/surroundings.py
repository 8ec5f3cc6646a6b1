"""What the law asks around a member's words, said to this recipient: sentences of `sentences.toml`, put together.

What one letter shares with the next is filled here once; what belongs to the person stays a field.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal

from aval.campaigns.letters.parties import Origin, Sender
from aval.campaigns.letters.words import MEMBER_FIELDS, Field, Words, fill, parse
from aval.clearance.keeping import retention_said

LANGUAGES = ("fr", "en")
STATIC = frozenset(
    "brand legal_name siren address telephone mailbox dpo source holder reason kept day month year".split()  # noqa: SIM905
)
PERSONAL = frozenset({"why", "collected_on", "link"})


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a letter: a title, a paragraph, or a link (`words` its label, `url` where it goes)."""

    kind: Literal["title", "paragraph", "link", "rule", "small"]
    words: Words = ()
    url: Words = ()


@cache
def sentences(language: str) -> Mapping[str, Any]:
    """The sentences of a language. KeyError for one Aval does not write."""
    return tomllib.loads(resources.files(__package__).joinpath("sentences.toml").read_text(encoding="utf-8"))[language]


@lru_cache(maxsize=4096)
def say_date(day: date, language: str) -> str:
    """`3 mars 2026`, `3 March 2026`."""
    told = sentences(language)
    number = "1er" if (language, day.day) == ("fr", 1) else str(day.day)
    return told["day"].format(day=number, month=told["months"][day.month - 1], year=day.year)


def as_sentence(reason: str) -> str:
    """The reason with a capital and a full stop, whoever wrote it."""
    told = reason[:1].upper() + reason[1:]
    return told if not told or told[-1] in ".!?…" else told + "."


class Surroundings:
    """Every generated block of the letters of one brand, to the people of one source, about one offer, in one language.

    `on`: the day whose law says how long a prospect is kept; without it nothing is said of that.
    """

    def __init__(self, sender: Sender, origin: Origin, reason: str, language: str, *, on: date | None = None) -> None:
        self.sender, self.origin, self.language = sender, origin, language
        dpo = ", ".join(filter(None, (sender.dpo_name, sender.dpo_email)))
        self.known = {
            "brand": sender.brand,
            "legal_name": sender.legal_name,
            "siren": " ".join((sender.siren[:3], sender.siren[3:6], sender.siren[6:])).strip(),
            "address": sender.postal_address,
            "telephone": sender.telephone,
            "mailbox": sender.mailbox,
            "dpo": dpo,
            "source": origin.name,
            "holder": origin.holder,
            "reason": as_sentence(reason),
            **({"kept": retention_said(on, language)} if on else {}),
        }
        self.own_name = sender.brand.casefold() == sender.legal_name.casefold()
        names = ("why", "why_company", "why_function", "why_function_company")
        self.reasons = {name: self.say(name) for name in names}

    def say(self, name: str) -> Words:
        """A sentence with what is known filled in; what is personal stays a field."""
        pieces: list[str | Field] = []
        told = sentences(self.language)
        for part in name.split("."):
            told = told[part]
        for piece in parse(told, STATIC | PERSONAL | MEMBER_FIELDS):
            if isinstance(piece, Field) and piece.name in self.known:
                pieces.append(piece.lead + self.known[piece.name])
            else:
                pieces.append(piece)
        return tuple(pieces)

    def why(self, values: Mapping[str, str]) -> str:
        """Why this person, from her function, her company and the offer's reason."""
        name = "why" + "_function" * bool(values["function"]) + "_company" * bool(values["company"])
        return fill(self.reasons[name], values)

    def before(self) -> list[Block]:
        """What comes first: this is advertising, and whose (LCEN art. 20)."""
        return [Block("small", self.say("advertising_own" if self.own_name else "advertising"))]

    def after(self) -> list[Block]:
        """What follows the words: objection apart, why, origin, notice, identity."""
        return [
            Block("rule"),
            *self.way_out(),
            Block("title", self.say("why_title")),
            Block("paragraph", (Field("why"),)),
            *self.notice(),
            *self._titled("identity", ["identity" if self.own_name else "identity_brand", "reach"]),
        ]

    def way_out(self) -> list[Block]:
        """The right to object, apart from the rest (art. 21(4)), and the three ways to use it."""
        return [
            *self._titled("objection", ["objection"]),
            Block("link", self.say("objection_link"), (Field("link"),)),
            Block("paragraph", self.say("objection_mailbox")),
        ]

    def notice(self) -> list[Block]:
        """The first layer of the notice (art. 14), and the link to the second."""
        return [
            *self._titled("origin", [self.origin_name(), "origin_end"]),
            *self._titled("notice", ["notice", f"basis_{self.origin.basis}", "recipients", "retention"]),
            Block("paragraph", self._together(["rights", *(["dpo"] if self.known["dpo"] else []), "complaint"])),
            Block("link", self.say("notice_link"), (Field("link"), "#information")),
        ]

    def origin_name(self) -> str:
        """The sentence of origin that fits this kind of source."""
        needs_holder = self.origin.kind in {"bought", "rented", "partner", "acquired"}
        return "origin_plain" if needs_holder and not self.origin.holder else f"origin_{self.origin.kind}"

    def _titled(self, name: str, parts: list[str]) -> list[Block]:
        return [Block("title", self.say(f"{name}_title")), Block("paragraph", self._together(parts))]

    def _together(self, names: list[str]) -> Words:
        pieces: list[str | Field] = []
        for name in names:
            pieces += [*([" "] if pieces else []), *self.say(name)]
        return tuple(pieces)
