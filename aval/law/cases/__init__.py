"""Worked cases, as data counsel can read: a lawful situation, what changes in it, and what the law answers.

`situations.toml` holds whole sets of facts; every other file holds cases, each a few facts away from one of them.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from aval.law.tables import Question

ABSENT = "?"  # how a case says that a fact of its situation is not known


@dataclass(frozen=True)
class Situation:
    """A whole set of facts that the law allows."""

    name: str
    said: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """One question and its answer. `loose`: these reasons are among others. `decision`: the decision it replays."""

    group: str
    title: str
    like: str
    changes: Mapping[str, Any]
    question: Question
    verdict: str
    reasons: tuple[str, ...]
    basis: str | None
    loose: bool
    decision: str
    until: date | None

    @property
    def facts(self) -> dict[str, Any]:
        """The facts of the situation, changed."""
        changed = {**situations()[self.like].facts, **self.changes}
        return {name: value for name, value in changed.items() if value != ABSENT}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("aval.law.cases").joinpath(name).read_text(encoding="utf-8"))


@cache
def situations() -> Mapping[str, Situation]:
    """Every situation, by name."""
    found: dict[str, Situation] = {}
    for name, row in _read("situations.toml").items():
        base = found[row["like"]].facts if "like" in row else {}
        facts = {key: value for key, value in {**base, **row["facts"]}.items() if value != ABSENT}
        found[name] = Situation(name, row["said"], MappingProxyType(facts))
    return MappingProxyType(found)


def cases() -> Iterator[Case]:
    """Every case, file by file."""
    names = sorted(item.name for item in resources.files("aval.law.cases").iterdir() if item.name.endswith(".toml"))
    for name in names:
        if name != "situations.toml":
            for row in _read(name)["case"]:
                yield Case(
                    group=name.removesuffix(".toml"),
                    title=row["title"],
                    like=row["like"],
                    changes=MappingProxyType(row.get("facts", {})),
                    question=row.get("question", "contact"),
                    verdict=row["verdict"],
                    reasons=tuple(row.get("reasons", ())),
                    basis=row.get("basis"),
                    loose=row.get("loose", False),
                    decision=row.get("decision", ""),
                    until=row.get("until"),
                )
