"""Codes of the law turned into sentences, in French and in English, with the article and what would unlock."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
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
    wording = say_reason(reason, language, named=True)
    return {
        "code": reason.code,
        "rule": reason.rule,
        "article": wording.article,
        "mark": wording.mark,
        "outcome": reason.outcome.code,
        "label": wording.label,
        "text": wording.text,
        "unlock": wording.unlock,
        "missing": list(reason.missing),
        "until": reason.until.isoformat() if reason.until else None,
    }


def say_reason(reason: Reason, language: str = "fr", *, named: bool = False) -> Wording:
    """What a reason says of this very person; what is only possible, for want of knowing, is not said as a fact.

    `named`: with the names of the facts that are missing, for whoever must fill them in.
    """
    wording = say(reason.code, language, reason.rule)
    words = {"label": wording.label, "text": wording.text, "unlock": wording.unlock}
    said = UNKNOWN["fr" if language.startswith("fr") else "en"]
    if reason.missing:
        french = language.startswith("fr")
        asked = ", ".join(_described(name, french=french, whole=len(reason.missing) <= FEW) for name in reason.missing)
        want = said["want"].format(asked) if named else ""
        words = {
            "label": said["label"].format(_lowered(wording.label)),
            "text": said["text"].format(want=want, text=wording.text),
            "unlock": said["unlock"].format(", ".join(reason.missing)) if named else wording.unlock,
        }
    if reason.outcome is Outcome.FORBIDDEN and reason.code in RULES[reason.rule].reviews:
        words |= {"text": f"{words['text']} {said['no']}", "unlock": said["again"]}
    return replace(wording, **words)


# What surrounds a wording when the finding is not certain, or when a human answered it.
UNKNOWN = {
    "fr": {
        "label": "Non vérifié\u00a0: {}",
        "text": "Rien ne permet d’écarter ce motif{want}. Il dirait\u00a0: «\u00a0{text}\u00a0»",
        "want": ", faute de savoir\u00a0: {}",
        "unlock": "Renseigner {}.",
        "no": "Un humain a répondu non.",
        "again": "Une nouvelle décision humaine.",
    },
    "en": {
        "label": "Not checked: {}",
        "text": "Nothing rules this reason out{want}. It would say: “{text}”",
        "want": ", for want of: {}",
        "unlock": "Filling in {}.",
        "no": "A human answered no.",
        "again": "A new human decision.",
    },
}


def _described(name: str, *, french: bool, whole: bool) -> str:
    fact = VOCABULARY[name]
    return f"{name} ({_lowered((fact.fr if french else fact.en).rstrip('.'))})" if whole else name


def _lowered(said: str) -> str:
    return said if said[1:2].isupper() else said[0].lower() + said[1:]
