"""The numbers, lists and dates of the law, each with the day it starts, its source and when it was last checked.

They live in `parameters.toml`. A coming value is written before its day; the past stays to explain old decisions.
A rule asks for a parameter by name and gets it as a constant of its tree; no number stands in a rule.
"""

import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal

from aval.law.expressions import BadRule, Node, Period, const

Mark = Literal["P", "S", "K", "D"]
CHECKED_FOR = Period.read("P1Y")  # a value is read again at its source once a year


class BeforeTheLaw(LookupError):
    """A day before the first one this law speaks of."""


@dataclass(frozen=True)
class Value:
    """One value and the day it starts."""

    starts_on: date
    value: Any


@dataclass(frozen=True)
class Parameter:
    """One quantity of the law. `mark`: P primary source seen, S secondary, K own knowledge, D our choice."""

    name: str
    fr: str
    en: str
    mark: Mark
    source: str
    link: str
    last_checked: date
    values: tuple[Value, ...]

    def on(self, day: date) -> Any:
        """Its value that day. Raises BeforeTheLaw."""
        at = bisect_right([value.starts_on for value in self.values], day)
        if not at:
            raise BeforeTheLaw(f"{self.name} has no value on {day}; the first starts on {self.values[0].starts_on}")
        return self.values[at - 1].value


def _value(raw: object) -> Any:
    if isinstance(raw, str) and raw.lstrip("-").startswith("P") and raw.lstrip("-")[1:2].isdigit():
        return Period.read(raw)
    return tuple(raw) if isinstance(raw, list) else raw


@cache
def all_parameters() -> Mapping[str, Parameter]:
    """Every parameter, by name."""
    rows = tomllib.loads(resources.files("aval.law").joinpath("parameters.toml").read_text(encoding="utf-8"))
    parameters = {}
    for name, row in rows.items():
        values = tuple(sorted((Value(day, _value(raw)) for day, raw in row.pop("values")), key=lambda v: v.starts_on))
        parameters[name] = Parameter(name=name, values=values, **row)
    return MappingProxyType(parameters)


@cache
def eras() -> tuple[date, ...]:
    """The days on which something in the law changes, first one first: between two of them the law is one text."""
    begins = max(parameter.values[0].starts_on for parameter in all_parameters().values())
    days = {value.starts_on for parameter in all_parameters().values() for value in parameter.values}
    return tuple(sorted(day for day in days if day >= begins))


def stale_on(day: date) -> tuple[Parameter, ...]:
    """The parameters nobody compared with their source for a year by that day."""
    return tuple(one for one in all_parameters().values() if CHECKED_FOR.after(one.last_checked) <= day)


def era(day: date) -> date:
    """The first day of the stretch of unchanged law that holds this day. Raises BeforeTheLaw."""
    at = bisect_right(eras(), day)
    if not at:
        raise BeforeTheLaw(f"this law speaks from {eras()[0]} on, not of {day}")
    return eras()[at - 1]


class Parameters:
    """The parameters in force on a day: `p.retention_prospect` is a constant that knows its own name."""

    def __init__(self, day: date) -> None:
        self._day = day

    def __getattr__(self, name: str) -> Node:
        parameter = all_parameters().get(name)
        if parameter is None:
            raise BadRule(f"no parameter {name}")
        return const(parameter.on(self._day), name)
