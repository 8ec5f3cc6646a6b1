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
    """What to select: in SQLite the text itself, in its hashed form, before anything parses it."""
    return "REPLACE(at, ' ', 'T') || 'Z'" if connection.vendor == "sqlite" else "at"


def instant(kept: str | datetime) -> str:
    """An instant as `instant_column` gives it, as it was hashed."""
    return kept if isinstance(kept, str) else stamp(kept)
