"""A ledger with a life, and somebody who changes the base behind Aval's back."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection, transaction

from aval import evidence

ALIX, CHLOE = 101, 102
AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
triggers = import_module("aval.evidence.migrations.0002_triggers")


def live_a_life(ledger: int) -> None:
    """700 entries: a head every 250 or so, one person erased, a few entries no head covers yet."""
    with transaction.atomic():
        evidence.record(ledger, "source:declared", {"code": "salon", "name": "Salon de l’été"}, at=AT)
        evidence.record_many(ledger, "message:handed", (({"n": n}, f"person:{n % 50}") for n in range(300)), at=AT)
        evidence.sign_head(ledger, at=AT)
        evidence.redact(ledger, "person:7", at=AT + timedelta(hours=1, microseconds=5))
        evidence.record_many(ledger, "message:handed", (({"n": n}, f"person:{n % 50}") for n in range(390)), at=AT)
        evidence.sign_head(ledger, at=AT + timedelta(days=1))
        evidence.record_many(ledger, "reply:received", (({"n": n}, "") for n in range(8)), at=AT)


@pytest.fixture
def ledger(db: None) -> int:
    live_a_life(CHLOE)
    live_a_life(ALIX)
    return ALIX


@pytest.fixture
def intrude(db: None) -> Iterator[Callable[..., int]]:
    """`intrude(sql, *values)`: raw SQL once the triggers are gone, as an intruder would; rows touched."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table, column in (("entry", "seq"), ("head", "size")):
                cursor.execute(f"ALTER TABLE evidence_{table} DROP CONSTRAINT evidence_{table}_{column}_check")
        else:
            cursor.execute("PRAGMA ignore_check_constraints = ON")

    def run(sql: str, *values: Any) -> int:
        with connection.cursor() as cursor:
            cursor.execute(sql, values or None)
            return cursor.rowcount

    yield run
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
