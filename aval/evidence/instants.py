"""An instant has one text, the one that is hashed, whatever the engine keeps."""

from datetime import UTC, datetime
from typing import Any

from django.db import connection


def stamp(at: datetime) -> str:
    """An instant as it is hashed: UTC, ISO 8601, Z."""
    if at.tzinfo is None:
        raise ValueError("An instant without a time zone proves nothing.")
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def stored(at: datetime) -> Any:
    """An instant as the base keeps it."""
    return connection.ops.adapt_datetimefield_value(at.astimezone(UTC))


def instant_column() -> str:
    """What to select to have it back untouched: SQLite's text, before anything parses it."""
    return "CAST(at AS TEXT)" if connection.vendor == "sqlite" else "at"


def instant(kept: Any) -> str:
    """An instant as it was kept (text in SQLite, datetime in PostgreSQL), as it was hashed."""
    return stamp(kept) if isinstance(kept, datetime) else str(kept).replace(" ", "T") + "Z"
