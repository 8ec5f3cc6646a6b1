"""Pages cut by key, never by counting: page one thousand costs what page one costs."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

SIZE = 50


@dataclass(frozen=True, slots=True)
class Slice:
    """Some rows of a long list, and the cursor of what follows (empty at the end)."""

    rows: list[Model]
    after: str
    first: bool


def cut(rows: QuerySet, keys: Sequence[str], after: str = "", size: int = SIZE) -> Slice:
    """The `size` rows that follow the cursor, in the order of `keys` (all ascending, or all with a minus).

    The last key is unique. A cursor somebody made up is read as the beginning.
    """
    place = place_of(after, len(keys))
    if place is not None:
        rows = rows.filter(_beyond(keys, place))
    found = list(rows.order_by(*keys)[: size + 1])
    cursor = _write(found[size - 1], keys) if len(found) > size else ""
    return Slice(rows=found[:size], after=cursor, first=place is None)


def _beyond(keys: Sequence[str], place: Sequence[Any]) -> Q:
    side = "lt" if keys[0].startswith("-") else "gt"
    names = [key.lstrip("-") for key in keys]
    beyond = Q()
    for depth, name in enumerate(names):
        same = Q(**dict(zip(names[:depth], place[:depth], strict=True)))
        beyond |= same & Q(**{f"{name}__{side}": place[depth]})
    return beyond & Q(**{f"{names[0]}__{side}e": place[0]})


def _write(row: Model, keys: Sequence[str]) -> str:
    return cursor_of([getattr(row, key.lstrip("-")) for key in keys])


def cursor_of(values: Sequence[Any]) -> str:
    """The cursor of what follows this place."""
    return base64.urlsafe_b64encode(json.dumps(list(values)).encode()).decode().rstrip("=")


def place_of(cursor: str, length: int) -> list[Any] | None:
    """The place a cursor names; None for none, or for one somebody made up."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        return None
    well_made = isinstance(values, list) and len(values) == length
    return values if well_made and all(isinstance(value, str | int) for value in values) else None
