"""Codes of the law turned into sentences, in French and in English, with the article and what would unlock."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from aval.law.facts import VOCABULARY
from aval.law.reasons import Reason
from aval.law.rulebook import RULES
from aval.law.tables import Outcome

FEW = 3  # missing facts that are described; more are only named


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


def tell(reason: Reason, language: str = "fr") -> dict[str, Any]:
    """One reason in words, as the command line and the API give it.

    What hangs on unknown facts says which: `missing` names them, the text describes them. `until` is a day, or null.
    """
    wording = say(reason.code, language, reason.rule)
    french = language.startswith("fr")
    label, text, unlock = wording.label, wording.text, wording.unlock
    if reason.missing:
        asked = ", ".join(_described(name, french=french, whole=len(reason.missing) <= FEW) for name in reason.missing)
        label = f"Non vérifié : {_lowered(label)}" if french else f"Not checked: {_lowered(label)}"
        text = (
            f"Rien ne permet d’écarter ce motif, faute de savoir : {asked}. {text}"
            if french
            else f"Nothing rules this reason out, for want of: {asked}. {text}"
        )
        unlock = ("Renseigner " if french else "Filling in ") + ", ".join(reason.missing) + "."
    if reason.outcome is Outcome.FORBIDDEN and reason.code in RULES[reason.rule].reviews:
        text += " Un humain a répondu non." if french else " A human answered no."
        unlock = "Une nouvelle décision humaine." if french else "A new human decision."
    return {
        "code": reason.code,
        "rule": reason.rule,
        "article": wording.article,
        "mark": wording.mark,
        "outcome": reason.outcome.code,
        "label": label,
        "text": text,
        "unlock": unlock,
        "missing": list(reason.missing),
        "until": reason.until.isoformat() if reason.until else None,
    }


def _described(name: str, *, french: bool, whole: bool) -> str:
    fact = VOCABULARY[name]
    return f"{name} ({_lowered((fact.fr if french else fact.en).rstrip('.'))})" if whole else name


def _lowered(said: str) -> str:
    return said if said[1:2].isupper() else said[0].lower() + said[1:]
