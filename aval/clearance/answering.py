"""Facts asked line by line, answered in words: what `aval decide` and the API give. No base, nothing kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

import polars as pl

from aval.clearance.local_time import local_facts
from aval.clearance.wording import tell
from aval.law.admitting import admit_many
from aval.law.deciding import Apart, decide_apart, decide_one
from aval.law.facts import UnknownFact, WrongValue
from aval.law.parameters import BeforeTheLaw, eras
from aval.law.reasons import Decision
from aval.law.tables import QUESTIONS, Question

OWN = ("id", "question")  # what a line says beside its facts


class BadLine(ValueError):
    """A line nobody can answer: a stable code, the field, a sentence in the language asked."""

    def __init__(self, code: str, field: str, text: str) -> None:
        super().__init__(text)
        self.code, self.field, self.text = code, field, text


def answer(line: Mapping[str, Any], *, at: datetime, question: str = "contact", language: str = "fr") -> Decision:
    """The decision about one line of facts; where she is, `at` gives the hour the line leaves out.

    `question` is what is asked when the line does not say. Raises `BadLine`.
    """
    french = language.startswith("fr")
    asked = line.get("question", question)
    if asked not in QUESTIONS:
        said = "question inconnue, contact, message ou hold attendu"
        raise BadLine("unknown-question", "question", said if french else "contact, message or hold expected")
    try:
        return decide_one(_facts(line, at), question=cast("Question", asked))
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


class Answered:
    """Lines that were asked the same question: their places, their facts as read, the decision of each."""

    def __init__(self, question: Question, places: pl.Series, facts: pl.DataFrame) -> None:
        self.question, self.places, self.facts = question, places, facts
        self.decided: Apart = decide_apart(facts, question=question)


def answer_many(
    lines: Sequence[Mapping[str, Any]], *, at: datetime, question: str = "contact", language: str = "fr"
) -> tuple[list[Answered], dict[int, BadLine]]:
    """What `answer` says of each line, all at once, question by question; by place, what is wrong with the others."""
    asked: dict[Question, list[int]] = {}
    bad: set[int] = set()
    for place, line in enumerate(lines):
        what = line.get("question", question)
        if isinstance(what, str) and what in QUESTIONS:
            asked.setdefault(what, []).append(place)
        else:
            bad.add(place)
    answered = []
    for what, places in asked.items():
        frame, _faults = admit_many([_facts(lines[place], at) for place in places])
        days = frame["on"] if "on" in frame.columns else pl.Series([None] * frame.height, dtype=pl.Date)
        good = (days >= eras()[0]).fill_null(value=False)  # a line that cannot be read has no day
        here = pl.Series(places, dtype=pl.UInt32)
        bad.update(here.filter(~good))
        if good.any():
            answered.append(Answered(what, here.filter(good), frame.filter(good)))
    return answered, {place: _fault(lines[place], at, question, language) for place in sorted(bad)}


def _fault(line: Mapping[str, Any], at: datetime, question: str, language: str) -> BadLine:
    try:
        answer(line, at=at, question=question, language=language)
    except BadLine as why:
        return why
    raise AssertionError(line)


def speak(decision: Decision, language: str) -> dict[str, Any]:
    """A decision as JSON: verdict, reasons in words, basis, obligations, law."""
    return {
        "verdict": decision.verdict,
        "reasons": [tell(reason, language) for reason in decision.reasons],
        "basis": decision.basis,
        "obligations": list(decision.obligations),
        "law": decision.law,
    }


def _facts(line: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """The facts of a line; the day, minute and kind of day where the recipient is, for whoever does not state them."""
    facts = {name: value for name, value in line.items() if name not in OWN}
    country = facts.get("country") or "FR"
    if facts.get("on") is not None or not isinstance(country, str):
        return facts  # a day of one's own has no hour of ours
    return {**(_hours(at).get(country) or {"on": _hours(at)["FR"]["on"]}), **facts}


@lru_cache(maxsize=16)
def _hours(at: datetime) -> dict[str, dict[str, Any]]:
    return {row.pop("country"): row for row in local_facts(at, hours=True).iter_rows(named=True)}
