"""What the tests stand on behaves as in life."""

import threading

import pytest
from django.db import connection

from aval.accounts.models import Organisation
from tests import engines
from tests.cast import House


@pytest.mark.django_db
@pytest.mark.skipif(engines.POSTGRESQL, reason="pragmas are SQLite's")
@pytest.mark.parametrize(
    ("pragma", "expected"), [("recursive_triggers", 1), ("foreign_keys", 1), ("journal_mode", "wal")]
)
def test_sqlite_has_the_pragmas_of_the_settings(pragma: str, expected: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        assert cursor.fetchone() == (expected,)


@pytest.mark.skipif(not engines.POSTGRESQL, reason="the engine is asked for")
@pytest.mark.django_db
def test_postgresql_is_postgresql() -> None:
    assert connection.vendor == "postgresql"


@pytest.mark.django_db(transaction=True)
def test_threads_see_one_base(atelier_nord: House) -> None:
    seen = []

    def look() -> None:
        seen.extend(Organisation.objects.values_list("legal_name", flat=True))
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == ["Atelier Nord"]
