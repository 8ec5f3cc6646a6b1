"""What a segment may ask about people: facts on record, never guesses. Each room declares its own in a module `known`.

A room that knows something of people offers `CRITERIA` in its `known.py`; there is no other list.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Literal

from django.apps import apps
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule

from aval.accounts.models import Organisation

Choices = Callable[[Organisation], Sequence[tuple[str, str | Promise]]]
# organisation (id), values, now, and the path from the rows filtered to the person ("" for people themselves)
Among = Callable[[int, Sequence[str], datetime, str], Q]
# organisation (id), the instant from which it counts, and the same path
Since = Callable[[int, datetime, str], Q]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question. `choice` and `text` are answered by values, of which one suffices; `days` by how many days ago at most.

    `few`: what it names is a short list (a stage, a sale, an answer), read first; else it is looked at along the people.
    `late`: asked row by row of another table, and so only of those the other conditions let through.
    """

    code: str
    label: str | Promise
    group: str | Promise
    kind: Literal["choice", "text", "days"]
    among: Among | None = None
    since: Since | None = None
    choices: Choices | None = None
    few: bool = False
    late: bool = False
    help: str | Promise = ""


@cache
def criteria() -> dict[str, Criterion]:
    """Every question a segment may ask, by its code, lower rooms first."""
    return {one.code: one for one in _declared()}


def _declared() -> Iterator[Criterion]:
    for config in apps.get_app_configs():
        if config.name.startswith("aval.") and module_has_submodule(config.module, "known"):
            yield from import_module(f"{config.name}.known").CRITERIA
