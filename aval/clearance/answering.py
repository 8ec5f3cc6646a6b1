"""Facts asked one line at a time, answered in words: what `aval decide` and the API give. No base, nothing kept."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from aval.clearance.local_time import local_facts
from aval.clearance.wording import tell
from aval.law.deciding import Decision, decide_one
from aval.law.facts import UnknownFact, WrongValue
from aval.law.parameters import BeforeTheLaw
from aval.law.tables import QUESTIONS, Question

OWN = ("id", "question")  # what a line says beside its facts


class BadLine(ValueError):
    """A line nobody can answer: a stable code, the field, a sentence in the language asked."""

    def __init__(self, code: str, field: str, text: str) -> None:
        super().__init__(text)
        self.code, self.field, self.text = code, field, text


def answer(line: Mapping[str, Any], *, at: datetime, question: str = "contact", language: str = "fr") -> dict[str, Any]:
    """The answer about one line of facts, `id` given back; where she is, `at` gives the hour the line leaves out.

    `question` is what is asked when the line does not say. Raises `BadLine`.
    """
    french = language.startswith("fr")
    asked = line.get("question", question)
    if asked not in QUESTIONS:
        said = "question inconnue, contact, message ou hold attendu"
        raise BadLine("unknown-question", "question", said if french else "contact, message or hold expected")
    facts = {name: value for name, value in line.items() if name not in OWN}
    try:
        decision = decide_one(_here(facts, at) | facts, question=cast("Question", asked))
    except UnknownFact as why:
        name = why.args[0]
        said = f"aucun fait ne s’appelle « {name} »" if french else f"no fact is called “{name}”"
        raise BadLine("unknown-fact", name, f"{said} (aval facts-schema)") from why
    except WrongValue as why:
        said = f"« {why.fact} » : {why.fr}" if french else f"“{why.fact}”: {why.en}"
        raise BadLine("wrong-value", why.fact, said) from why
    except BeforeTheLaw as why:
        said = "la loi écrite ici commence plus tard que ce jour"
        raise BadLine("before-the-law", "on", said if french else "the law written here begins later") from why
    return {"id": line.get("id")} | speak(decision, language)


def speak(decision: Decision, language: str) -> dict[str, Any]:
    """A decision as JSON: verdict, reasons in words, basis, obligations, law."""
    return {
        "verdict": decision.verdict,
        "reasons": [tell(reason, language) for reason in decision.reasons],
        "basis": decision.basis,
        "obligations": list(decision.obligations),
        "law": decision.law,
    }


def _here(facts: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """The day, minute and kind of day where the recipient is, for whoever does not state them."""
    country = facts.get("country") or "FR"
    if facts.get("on") is not None or not isinstance(country, str):
        return {}  # a day of one's own has no hour of ours
    return _hours(at).get(country) or {"on": _hours(at)["FR"]["on"]}


@lru_cache(maxsize=16)
def _hours(at: datetime) -> dict[str, dict[str, Any]]:
    return {row.pop("country"): row for row in local_facts(at, hours=True).iter_rows(named=True)}
