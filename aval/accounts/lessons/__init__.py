"""Ten short lessons drawn from the rules and from real decisions, each a file beside this one, with its questions.

A lesson gives no figure: hours, numbers and periods are dated parameters, which the page of each rule shows.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal, get_args

from aval.law.rulebook import RULES

Subject = Literal["write", "call"]
SUBJECTS: tuple[Subject, ...] = get_args(Subject)


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `right` is the place of the right choice, `because` what is said to who chose another."""

    asks: str
    choices: tuple[str, ...]
    right: int
    because: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson in one language. `rules` are codes of the law room, `decisions` numbers and names of the CNIL's."""

    code: str
    subjects: tuple[str, ...]
    rules: tuple[str, ...]
    decisions: tuple[str, ...]
    title: str
    says: tuple[str, ...]
    case: str
    do: tuple[str, ...]
    avoid: tuple[str, ...]
    questions: tuple[Question, ...]


def lessons(language: str, subject: str | None = None) -> tuple[Lesson, ...]:
    """The lessons in order, in French or English; those of one subject when it is named."""
    told = _lessons("en" if language.startswith("en") else "fr").values()
    return tuple(lesson for lesson in told if subject is None or subject in lesson.subjects)


def lesson(code: str, language: str) -> Lesson:
    """One lesson. Raises KeyError."""
    return _lessons("en" if language.startswith("en") else "fr")[code]


def lesson_of(rule: str, language: str) -> Lesson | None:
    """The lesson a rule belongs to; None for a code that is no rule."""
    return next((one for one in lessons(language) if rule in one.rules), None)


def rules_of(subject: str) -> frozenset[str]:
    """The rules a subject draws on."""
    return frozenset(rule for one in lessons("fr", subject) for rule in one.rules)


@cache
def _lessons(language: str) -> Mapping[str, Lesson]:
    files = sorted(
        (one for one in resources.files(__package__).iterdir() if one.name.endswith(".toml")), key=lambda one: one.name
    )
    read = (_read(one.name, tomllib.loads(one.read_text(encoding="utf-8")), language) for one in files)
    return MappingProxyType({one.code: one for one in read})


def _read(name: str, row: Mapping[str, Any], language: str) -> Lesson:
    told = row[language]
    if unknown := set(row["rules"]) - set(RULES):
        raise ValueError(f"{name}: {', '.join(sorted(unknown))}")
    return Lesson(
        code=name.removesuffix(".toml").partition("-")[2],
        subjects=tuple(row["subjects"]),
        rules=tuple(row["rules"]),
        decisions=tuple(row["decisions"]),
        title=told["title"],
        says=tuple(told["says"]),
        case=told["case"],
        do=tuple(told["do"]),
        avoid=tuple(told["avoid"]),
        questions=tuple(
            Question(one[language]["asks"], tuple(one[language]["choices"]), one["right"], one[language]["because"])
            for one in row["questions"]
        ),
    )
