"""Codes of the law turned into sentences, in French and in English, with the article and what would unlock."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal

from aval.law.rulebook import RULES

Language = Literal["fr", "en"]


@dataclass(frozen=True)
class Wording:
    """One code, said. `unlock` is empty for a basis or an obligation; `mark` is how sure the source is (P, S, K, D)."""

    code: str
    label: str
    text: str
    unlock: str
    article: str
    rule: str
    mark: str
    official: str


@cache
def sentences() -> Mapping[str, Mapping[str, Any]]:
    """The table of wordings, by code."""
    text = resources.files("aval.clearance").joinpath("wording.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


@cache
def say(code: str, language: str = "fr", rule: str | None = None) -> Wording:
    """What a code says. `rule` tells which rule found it, for the few codes that several rules share.

    Raises KeyError on a code the law does not have, or a language other than fr and en.
    """
    row = sentences()[code]
    said = row["fr" if language.startswith("fr") else "en"]
    of = RULES.get(rule or "") or next((chapter for chapter in RULES.values() if code in chapter.codes), None)
    return Wording(
        code=code,
        label=said["label"],
        text=said["text"],
        unlock=said.get("unlock", ""),
        article=of.rule.article.say(language) if of else "",
        rule=of.rule.code if of else code,
        mark=of.rule.mark if of else "D",
        official=row.get("official", ""),
    )
