"""The base of the tests: a file on SQLite, one a worker on PostgreSQL, emptied past the ledger's triggers."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections

from tests import engines


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """On SQLite the base is a file, as in life: threads and processes see the same one. Only durability is off."""
    given = connections["default"].settings_dict
    if given["ENGINE"].endswith("sqlite3"):
        given["TEST"]["NAME"] = str(settings.AVAL_HOME / "test.sqlite3")
        given["OPTIONS"] = given["OPTIONS"] | {
            "init_command": given["OPTIONS"]["init_command"].replace("synchronous=FULL", "synchronous=OFF")
        }


@pytest.fixture(scope="session", autouse=True)
def _flush_past_triggers() -> Iterator[None]:
    """Tests with real transactions empty the base at their end, ledger included; nothing else may go past the triggers."""
    operations = type(connection.ops)
    plain = operations.execute_sql_flush

    def flush(self: Any, sql_list: list[str]) -> None:
        with self.connection.cursor() as cursor:
            if self.connection.vendor == "postgresql":
                cursor.execute("SET session_replication_role = replica")
                plain(self, sql_list)
                cursor.execute("SET session_replication_role = DEFAULT")
                return
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
            plain(self, sql_list)
            for _, text in triggers:
                cursor.execute(text)

    operations.execute_sql_flush = flush
    yield
    operations.execute_sql_flush = plain


@pytest.fixture(autouse=True)
def _journal_of_this_test() -> Iterator[None]:
    """The journal of erasures is outside the base: emptying the base does not empty it."""
    yield
    shutil.rmtree(settings.AVAL_JOURNAL, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def _dropped_with_whoever_stays() -> Iterator[None]:
    """At the end of the run the base goes, even where a thread or a process of a test still sits in it (PostgreSQL)."""
    creation = type(connection.creation)
    plain = creation._destroy_test_db

    def destroy(self: Any, name: str, verbosity: int) -> None:
        if self.connection.vendor == "postgresql":
            with self._nodb_cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        plain(self, name, verbosity)

    creation._destroy_test_db = destroy
    yield
    creation._destroy_test_db = plain


@pytest.fixture
def process_environment(transactional_db: None) -> dict[str, str]:
    """The environment in which another process sees the base of this test (`aval work`, `aval serve`…)."""
    name = connection.settings_dict["NAME"]
    address = f"{os.environ['DATABASE_URL'].rsplit('/', 1)[0]}/{name}" if engines.POSTGRESQL else f"sqlite:///{name}"
    here = {
        "DATABASE_URL": address,
        "AVAL_HOME": str(settings.AVAL_HOME),
        "DJANGO_SETTINGS_MODULE": "aval.config.settings",
    }
    return os.environ | here
