"""What a check is called and says, in French or English, with its article, its remedy and the nearest decisions."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Said:
    """One fault in words."""

    code: str
    label: str
    text: str
    mend: str
    article: str
    near: tuple[str, ...]


@cache
def sentences() -> Mapping[str, Mapping[str, Any]]:
    """The table of checks, by code."""
    return tomllib.loads(resources.files(__package__).joinpath("checks.toml").read_text(encoding="utf-8"))


def say(code: str, facts: Mapping[str, object], language: str = "fr") -> Said:
    """A fault in words. KeyError on a check nobody wrote, or a fact its sentence lacks."""
    row = sentences()[code]
    told = row["en" if language.startswith("en") else "fr"]
    text = told["says"].format_map(facts)
    return Said(code, told["label"], text, told["mend"], row["article"], tuple(row["near"]))
