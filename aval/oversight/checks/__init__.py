"""The checks of the inspector, one function each: what is wrong now, about what, with the facts its sentence needs.

Each reads what the rooms already know; none has a rule of its own. Words, articles, gravity and owner are in `checks.toml`.
"""

from aval.oversight.checks import house, leaving, lists, persons
from aval.oversight.checks.finding import Check, Found

CHECKS: dict[str, Check] = {
    check.__name__.replace("_", "-"): check for room in (persons, lists, leaving, house) for check in room.CHECKS
}

__all__ = ["CHECKS", "Check", "Found"]
