"""Long lists, page by page: the cursor is the last id seen, so page ten thousand costs what page one does."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from ninja import Schema

LARGEST = 500


class Page(Schema):
    """`items`, and the `next` cursor, null at the end."""

    items: list[dict[str, Any]]
    next: int | None


def page(rows: "QuerySet[Any]", cursor: int, limit: int, shown: Callable[[Any], dict[str, Any]]) -> Page:
    """The rows after the cursor, at most `limit` of them (500)."""
    size = max(1, min(limit, LARGEST))
    found = list(rows.filter(pk__gt=cursor).order_by("pk")[: size + 1])
    more = len(found) > size
    return Page(items=[shown(row) for row in found[:size]], next=found[size - 1].pk if more else None)
