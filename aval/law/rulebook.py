"""The rules in force on a day: every file of `rules/`, read with the parameters of that day."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from types import MappingProxyType, ModuleType, SimpleNamespace

from aval.law.expressions import digests
from aval.law.notions import Terms
from aval.law.parameters import Parameters, era, eras
from aval.law.rules import FILES
from aval.law.tables import QUESTIONS, Finding, Question, Rule, Table, findings


@dataclass(frozen=True)
class Rulebook:
    """One unchanged stretch of the law. `tables` pairs each rule with its table."""

    begins_on: date
    tables: tuple[tuple[Rule, Table], ...]

    def findings(self, question: Question) -> tuple[Finding, ...]:
        """Everything the rules that speak to this question can find, in the order of the book."""
        return self._findings[question]

    @cached_property
    def _findings(self) -> Mapping[Question, tuple[Finding, ...]]:
        return {
            question: tuple(
                finding for rule, table in self.tables for finding in findings(rule, table) if question in finding.asked
            )
            for question in QUESTIONS
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 of every condition, parameters included: two days with the same digest answer alike."""
        return self.digest_of(frozenset(rule.code for rule, _table in self.tables))

    def digest_of(self, codes: frozenset[str]) -> str:
        """The same, of some rules only."""
        lines = []
        for rule, table in self.tables:
            if rule.code not in codes:
                continue
            found = list(findings(rule, table))
            trees = digests(finding.live for finding in found)
            lines += [
                f"{rule.code} {finding.code} {','.join(finding.asked)} {finding.outcome.code} {tree}"
                for finding, tree in zip(found, trees, strict=True)
            ]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@dataclass(frozen=True)
class Chapter:
    """A rule, every code it has found since the law is read, and those of them a human answers."""

    rule: Rule
    codes: frozenset[str]
    reviews: frozenset[str]


def _chapters() -> Mapping[str, Chapter]:
    branches: dict[str, set[tuple[str, str]]] = {}
    rules: dict[str, Rule] = {}
    for begins_on in eras():
        for rule, table in in_force(begins_on).tables:
            rules[rule.code] = rule
            branches.setdefault(rule.code, set()).update((branch.code, branch.effect) for branch in table.branches)
    return MappingProxyType(
        {
            code: Chapter(
                rule,
                frozenset(found for found, _effect in branches[code]),
                frozenset(found for found, effect in branches[code] if effect == "review"),
            )
            for code, rule in rules.items()
        }
    )


def in_force(on: date) -> Rulebook:
    """The rules of that day. Raises BeforeTheLaw."""
    return _of(era(on))


@cache
def _of(begins_on: date) -> Rulebook:
    return read(FILES, begins_on)


def read(files: tuple[ModuleType | SimpleNamespace, ...], on: date) -> Rulebook:
    """A book of these rule files, with the parameters of that day. Raises BadRule."""
    parameters = Parameters(on)
    terms = Terms(parameters)
    return Rulebook(on, tuple((file.RULE, file.check(terms, parameters)) for file in files))


RULES: Mapping[str, Chapter] = _chapters()
