"""What a rule is made of: an ordered table of branches, each a condition and a finding.

Branches are read in order; a branch is live when its condition holds and no earlier one did. A live grant gives a
basis. A live restriction gives its finding; one that is live for all we know gives the same finding as unknown.
Obligations stand apart from the order: they travel with an allowed contact unless it is certain that they need not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Literal

from aval.law.expressions import BadRule, Node, every, fact, has
from aval.law.parameters import Mark


class Outcome(IntEnum):
    """What a finding does to an attempt; the worst wins."""

    SILENT = 0
    ALLOWED = 1
    ACTION_FIRST = 2
    UNKNOWN = 3
    REVIEW = 4
    FORBIDDEN = 5

    @property
    def code(self) -> str:
        return self.name.lower()


VERDICTS = ("refuse", "allow", "refuse", "refuse", "review", "refuse")  # by outcome; silent is a no

Effect = Literal["grant", "forbid", "review", "first", "oblige"]
Question = Literal["contact", "message", "hold"]
QUESTIONS: tuple[Question, ...] = ("contact", "message", "hold")


@dataclass(frozen=True)
class Branch:
    """One line of a table. `sending`: asked of a message about to leave, not of a list."""

    effect: Effect
    code: str
    when: Node
    sending: bool = False
    until: Node | None = None


@dataclass(frozen=True)
class Table:
    """An ordered table; `scope` holds for each branch."""

    branches: tuple[Branch, ...]
    scope: Node | None = None


def grant(basis: str, when: Node) -> Branch:
    """This basis allows the contact, if nothing else stands against it."""
    return Branch("grant", basis, when)


def forbid(code: str, when: Node) -> Branch:
    """No, whoever asks."""
    return Branch("forbid", code, when)


def stop(code: str, when: Node) -> Branch:
    """This very message may not leave; not asked before there is a message."""
    return Branch("forbid", code, when, sending=True)


def review(code: str, when: Node, *, sending: bool = False) -> Branch:
    """Blocked until a named human answers this very finding; with `sending`, not asked before there is a message."""
    return Branch("review", code, when, sending=sending)


def first(code: str, when: Node, *, until: Node | None = None) -> Branch:
    """Not before something is done, or the day `until` has come."""
    return Branch("first", code, when, until=until)


def oblige(code: str, when: Node) -> Branch:
    """An allowed contact carries this obligation."""
    return Branch("oblige", code, when)


def table(*branches: Branch, scope: Node | None = None) -> Table:
    """The branches of a rule, in order."""
    if not branches:
        raise BadRule("a table has branches")
    return Table(branches, scope)


@dataclass(frozen=True)
class Said:
    """A sentence in French and in English."""

    fr: str
    en: str

    def say(self, language: str) -> str:
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True)
class Rule:
    """What a rule file says of itself. `answers`: the questions it speaks to;"""

    code: str
    title: Said
    says: Said
    article: Said
    mark: Mark
    sources: tuple[str, ...]
    answers: tuple[Question, ...]


@dataclass(frozen=True)
class Finding:
    """One thing a rule can find, and the whole condition under which it does, earlier branches excluded.

    `asked`: the questions it can be found for. `until`: the day it ends by itself, when there is one.
    """

    rule: str
    code: str
    effect: Effect
    outcome: Outcome
    live: Node
    asked: tuple[Question, ...]
    until: Node | None = None


OUTCOMES = {"grant": Outcome.ALLOWED, "forbid": Outcome.FORBIDDEN, "first": Outcome.ACTION_FIRST}


def findings(rule: Rule, of: Table) -> Iterator[Finding]:
    """The findings of a table, in order.

    A review answered by a human splits in two: still open when she did not answer, forbidden when she said no.
    """
    earlier: list[Branch] = []
    for branch in of.branches:
        scope = [] if of.scope is None else [of.scope]
        asked = tuple(question for question in rule.answers if not branch.sending or question == "message")

        def found(effect: Effect, outcome: Outcome, *parts: Node, of: Branch = branch, to: Any = asked) -> Finding:
            return Finding(rule.code, of.code, effect, outcome, every(*parts), to, of.until)

        if branch.effect == "oblige":
            yield found("oblige", Outcome.ALLOWED, *scope, branch.when)
            continue
        # What only stops a message about to leave hides nothing from the question asked of lists.
        before = [~one.when for one in earlier if branch.sending or not one.sending]
        live = every(*scope, *before, branch.when)
        earlier.append(branch)
        if branch.effect == "review":
            yes, no = has(fact("settled"), branch.code), has(fact("declined"), branch.code)
            yield found("review", Outcome.REVIEW, live, ~yes, ~no)
            yield found("forbid", Outcome.FORBIDDEN, live, no)
        else:
            yield found(branch.effect, OUTCOMES[branch.effect], live)
