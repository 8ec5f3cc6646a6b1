"""The choices the law leaves to the controller: what holds on a day, since when, by whom, and how to change it.

A policy is a fact of the group `policy`: where nothing was chosen, the value its absence means in the law room holds.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from django.utils.timezone import localtime

from aval.accounts.models import Member, Organisation, Policy
from aval.accounts.policies import change_policy, policies_on
from aval.law.expressions import facts_of
from aval.law.facts import VOCABULARY
from aval.law.parameters import era
from aval.law.rulebook import in_force
from aval.law.tables import Rule, findings

WORDS = {"true": True, "false": False}  # how a yes or a no is stored
# What the house does by itself where the law leaves it two ways: no rule asks it, the first value holds without a choice.
# Code -> the rule it serves, and its values.
HOUSE: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        "untold_policy": ("information", ("wait", "tell", "delete")),
        "stay_policy": ("holding", ("no", "ask")),
    }
)
# What each policy may be; a yes or no is false or true.
ALLOWED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {name: fact.values or ("false", "true") for name, fact in VOCABULARY.items() if fact.group == "policy"}
    | {code: values for code, (_rule, values) in HOUSE.items()}
)


class InThePast(ValueError):
    """A choice cannot start before the day it is made: decisions already taken stay as they were."""


@dataclass(frozen=True)
class Choice:
    """One policy as it stands on a day: its value in words, the choice that made it (None: the value of the law room).

    `rules` are those that ask it; `coming` the choices already made for later; `past` every choice, latest first.
    """

    code: str
    title: str
    says: str
    stays: str
    value: str
    default: str
    values: Mapping[str, str]
    rules: tuple[Rule, ...]
    since: Policy | None
    coming: tuple[Policy, ...]
    past: tuple[Policy, ...]

    @property
    def value_said(self) -> str:
        """What holds, in words."""
        return self.values[self.value]


def policy_facts(organisation: Organisation | int, day: date) -> dict[str, object]:
    """code -> value in force that day, as the law reads it; what was never chosen is absent."""
    chosen = policies_on(organisation, day)
    law = {code: value for code, value in chosen.items() if code not in HOUSE}
    return {code: WORDS.get(value, value) for code, value in law.items() if value in ALLOWED.get(code, ())}


def house_choice(organisation: Organisation | int, code: str, day: date) -> str:
    """What the house chose for one of `HOUSE`; the first value when it did not."""
    chosen = policies_on(organisation, day).get(code, "")
    return chosen if chosen in HOUSE[code][1] else HOUSE[code][1][0]


def choices(organisation: Organisation | int, day: date, language: str) -> list[Choice]:
    """Every policy, in the order of the vocabulary. One query."""
    rows = Policy.objects.of(organisation).select_related("decided_by").order_by("-starts_on", "-id")
    kept: dict[str, list[Policy]] = {code: [] for code in ALLOWED}
    for row in rows:
        kept.setdefault(row.code, []).append(row)
    return [_choice(code, kept[code], day, language) for code in ALLOWED]


def _choice(code: str, past: list[Policy], day: date, language: str) -> Choice:
    said = sentences()[code]["fr" if language.startswith("fr") else "en"]
    since = next((row for row in past if row.starts_on <= day and row.value in ALLOWED[code]), None)
    default = default_of(code)
    return Choice(
        code=code,
        title=said["title"],
        says=said["says"],
        stays=said["stays"],
        value=since.value if since else default,
        default=default,
        values=said["values"],
        rules=rules_asking(code, era(day)),
        since=since,
        coming=tuple(row for row in reversed(past) if row.starts_on > day),
        past=tuple(past),
    )


def default_of(code: str) -> str:
    """The value that holds where nothing was chosen."""
    if code in HOUSE:
        return HOUSE[code][1][0]
    default = VOCABULARY[code].default
    return str(default).lower() if isinstance(default, bool) else str(default)


@cache
def rules_asking(code: str, begins_on: date) -> tuple[Rule, ...]:
    """The rules that ask this policy, in the stretch of law that begins that day: their articles, their marks."""
    if code in HOUSE:
        return tuple(rule for rule, _table in in_force(begins_on).tables if rule.code == HOUSE[code][0])
    return tuple(
        rule
        for rule, table in in_force(begins_on).tables
        if any(fact.name == code for fact in facts_of(*(finding.live for finding in findings(rule, table))))
    )


def choose(
    organisation: Organisation, *, code: str, value: str, starts_on: date, by: Member | None, at: datetime
) -> Policy:
    """Choose a value from a day on; an entry of evidence says who and when. Clearances read it from that day on.

    Raises `InThePast`, or `ValueError` for a policy or a value the law room does not know.
    """
    if starts_on < localtime(at).date():
        raise InThePast(starts_on.isoformat())
    return change_policy(organisation, code=code, value=value, starts_on=starts_on, by=by, at=at, allowed=ALLOWED)


@cache
def sentences() -> Mapping[str, Mapping[str, Any]]:
    """The table of sentences, by policy."""
    text = resources.files("aval.clearance").joinpath("policies.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))
