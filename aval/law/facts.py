"""The closed vocabulary: every fact a rule may ask about, what it means, and what its absence means.

The vocabulary is data (`facts.toml`), in French and English, so that counsel can read it. A fact that is not there
does not exist: a rule, a frame or a line of JSON that names another one is refused by name.

A frame of facts has one column a fact and one row a person; null, or no column at all, is absence.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal

import polars as pl

Kind = Literal["bool", "enum", "date", "int", "text", "codes"]

# A day outside these is a slip of the pen, not a date of the trade.
EARLIEST = date(1970, 1, 1)
LATEST = date(2200, 1, 1)
CODE = re.compile(r"[^\s\x00-\x1f\x7f]{1,120}")
LARGEST = 10**9


class UnknownFact(LookupError):
    """A name that is not in the vocabulary."""


class WrongValue(ValueError):
    """A value a fact cannot take. `fact` names it; `fr` and `en` say what was expected."""

    def __init__(self, fact: str, fr: str, en: str) -> None:
        super().__init__(f"{fact}: {en}")
        self.fact, self.fr, self.en = fact, fr, en


@dataclass(frozen=True)
class Fact:
    """One fact. `default` is what absence means, when it means something; `none` that an absent date is no date.

    A fact with neither is unknown when absent, and what depends on it is refused.
    """

    name: str
    group: str
    kind: Kind
    fr: str
    en: str
    values: tuple[str, ...] = ()
    default: Any = None
    none: bool = False

    @property
    def absence(self) -> Literal["unknown", "none", "default"]:
        """What an absent value means."""
        if self.default is not None:
            return "default"
        return "none" if self.none else "unknown"

    def labels(self, language: str) -> Mapping[str, str]:
        """What each value of an enumeration is called: its sentence lists them, in order, after the colon."""
        said = self.fr if language == "fr" else self.en
        if not self.values:
            return {}
        return dict(zip(self.values, said.rstrip(".").partition(":")[2].strip().split(", "), strict=True))

    def name_in(self, language: str) -> str:
        """What the fact is called: the whole sentence of a yes or no, else what stands before its values or its details."""
        said = (self.fr if language == "fr" else self.en).rstrip(".")
        return said if self.kind == "bool" else re.split(r"\s*:|,", said)[0]

    @cached_property
    def dtype(self) -> pl.DataType:
        """The type of its column."""
        if self.kind == "enum":
            return pl.Enum(list(self.values))
        return {
            "bool": pl.Boolean(),
            "date": pl.Date(),
            "int": pl.Int32(),
            "text": pl.String(),
            "codes": pl.List(pl.String),
        }[self.kind]

    def admit(self, value: object) -> Any:
        """The value as the law reads it: dates may be ISO texts, codes any list. Raises WrongValue; None stays None."""
        if value is None:
            return self.default
        if self.kind == "bool" and isinstance(value, bool):
            return value
        if self.kind == "int" and isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST:
            return value
        if self.kind == "enum" and isinstance(value, str) and value in self.values:
            return value
        if self.kind == "text" and isinstance(value, str) and CODE.fullmatch(value):
            return value
        if self.kind == "codes" and isinstance(value, list | tuple | set | frozenset):
            if all(isinstance(code, str) and CODE.fullmatch(code) for code in value):
                return frozenset(value)
        elif self.kind == "date":
            return self._admit_date(value)
        raise self.wrong()

    def _admit_date(self, value: object) -> date:
        day = value
        if isinstance(value, str):
            try:
                day = date.fromisoformat(value) if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else None
            except ValueError:
                day = None
        # A datetime is a date to Python; an instant is not a day to us.
        if type(day) is date and EARLIEST <= day < LATEST:
            return day
        raise self.wrong()

    def wrong(self) -> WrongValue:
        """What was expected."""
        fr, en = {
            "bool": ("vrai ou faux attendu", "true or false expected"),
            "int": ("entier positif attendu", "non-negative whole number expected"),
            "enum": ("une de ces valeurs attendue : " + ", ".join(self.values), "one of: " + ", ".join(self.values)),
            "text": ("code sans espace attendu", "a code without spaces expected"),
            "codes": ("liste de codes attendue", "a list of codes expected"),
            "date": (
                f"date AAAA-MM-JJ entre {EARLIEST} et {LATEST} attendue",
                f"date YYYY-MM-DD between {EARLIEST} and {LATEST} expected",
            ),
        }[self.kind]
        return WrongValue(self.name, fr, en)


def _read() -> Mapping[str, Fact]:
    table = tomllib.loads(resources.files("aval.law").joinpath("facts.toml").read_text(encoding="utf-8"))
    facts = {}
    for name, row in table.items():
        known: dict[str, Any] = {"name": name, **row, "values": tuple(row.get("values", ()))}
        fact = Fact(**known)
        facts[name] = fact if fact.default is None else replace(fact, default=fact.admit(fact.default))
    return MappingProxyType(facts)


VOCABULARY: Mapping[str, Fact] = _read()


def named(name: str) -> Fact:
    """The fact of that name. Raises UnknownFact."""
    try:
        return VOCABULARY[name]
    except KeyError:
        raise UnknownFact(name) from None


def admit(facts: Mapping[str, object]) -> dict[str, Any]:
    """One person's facts, checked, with what absence means filled in. Raises UnknownFact, WrongValue."""
    for name in facts:
        named(name)
    return {name: fact.admit(facts.get(name)) for name, fact in VOCABULARY.items()}


def as_json(facts: Mapping[str, object]) -> dict[str, Any]:
    """Facts as JSON holds them: days as texts, sets as lists, what is unknown left out. `admit` reads them back."""
    return {
        name: value.isoformat() if isinstance(value, date) else sorted(value) if isinstance(value, frozenset) else value
        for name, value in facts.items()
        if value is not None
    }
