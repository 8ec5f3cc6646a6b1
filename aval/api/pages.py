"""Long lists, page by page: the cursor is the last number seen, so page ten thousand costs what page one does."""

from typing import Annotated, Any, Generic, TypeVar

from django.db.models import QuerySet
from ninja import Field, Query, Schema

LARGEST = 500
Row = TypeVar("Row")


class Page(Schema, Generic[Row]):
    """`items`, and the `next` cursor, null at the end."""

    items: list[Row]
    next: int | None


class Cut(Schema):
    """Where a page begins and how long it is."""

    cursor: int | None = Field(None, ge=0, lt=2**53, description="next of the page before")
    limit: int = Field(100, ge=1, le=LARGEST)


Slice = Annotated[Cut, Query()]


def page(rows: "QuerySet[Any]", cut: Cut, *, key: str = "pk") -> dict[str, Any]:
    """The rows that follow the cursor, in the order of `key`."""
    after = {} if cut.cursor is None else {f"{key}__gt": cut.cursor}
    found = list(rows.filter(**after).order_by(key)[: cut.limit + 1])
    more = len(found) > cut.limit
    return {"items": found[: cut.limit], "next": getattr(found[cut.limit - 1], key) if more else None}
