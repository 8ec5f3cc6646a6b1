"""What a check is called and says, in French or English, with its article, its remedy and the nearest decisions."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision of the CNIL: its number, day, whom it fined, how much, and for what in a few words."""

    code: str
    on: date
    who: str
    amount: str
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """One fault in words."""

    code: str
    label: str
    text: str
    mend: str
    article: str
    near: tuple[Decision, ...]
    owner: str


@cache
def sentences() -> Mapping[str, Mapping[str, Any]]:
    """The table of checks, by code."""
    return tomllib.loads(resources.files("aval.oversight").joinpath("checks/checks.toml").read_text(encoding="utf-8"))


@cache
def _decisions() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(resources.files("aval.oversight").joinpath("decisions.toml").read_text(encoding="utf-8"))


def decision(code: str, language: str = "fr") -> Decision:
    """A decision in words. KeyError for one that is not in the table."""
    row = _decisions()[code]
    return Decision(code, row["on"], row["who"], row["amount"], row["en" if language.startswith("en") else "fr"])


def say(code: str, facts: Mapping[str, object], language: str = "fr") -> Said:
    """A fault in words. KeyError on a check nobody wrote, or a fact its sentence lacks."""
    row = sentences()[code]
    told = row["en" if language.startswith("en") else "fr"]
    text = told["says"].format_map(facts)
    return Said(
        code,
        told["label"],
        text,
        told["mend"],
        row["article"],
        tuple(decision(one, language) for one in row["near"]),
        row["owner"],
    )
