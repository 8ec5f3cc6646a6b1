"""What every test stands on, made before Django reads its settings."""

import atexit
import os
import shutil

import django
import pytest
from django.conf import settings
from hypothesis import settings as properties

from tests import engines

if settings.configured:
    raise pytest.UsageError("unset DJANGO_SETTINGS_MODULE: the home of the tests must be made before settings are read")
properties.register_profile("aval", deadline=None)  # a slow machine is no fault of the code
properties.load_profile("aval")
HOME = engines.prepare_home()
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
if not engines.POSTGRESQL:
    os.environ.pop("DATABASE_URL", None)
elif not engines.IS_WORKER:
    CLUSTER = engines.Cluster()
    atexit.register(CLUSTER.stop)
    os.environ["DATABASE_URL"] = CLUSTER.start()
settings.AVAL_DNS, settings.AVAL_MX_PORT = "127.0.0.1:1", 1  # nothing is asked beyond this machine
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # only speed
django.setup()
del os.environ["DJANGO_SETTINGS_MODULE"]  # else pytest-django reads the settings of a worker before its home is made

pytest_plugins = ["tests.bases", "tests.cast", "tests.browsing"]


def pytest_report_header() -> str:
    return f"aval: {'PostgreSQL' if engines.POSTGRESQL else 'SQLite'}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What needs no second engine runs once, on SQLite: marked so, or never opening the base."""
    if engines.POSTGRESQL:
        once = [item for item in items if item.get_closest_marker("once") or not opens_the_base(item)]
        config.hook.pytest_deselected(items=once)
        items[:] = [item for item in items if item not in set(once)]


def opens_the_base(item: pytest.Item) -> bool:
    """pytest-django refuses the base to any test that asks for it neither by mark nor by fixture."""
    asked = {"db", "transactional_db", "django_db_reset_sequences", "live_server"} & set(
        getattr(item, "fixturenames", ())
    )
    return bool(asked) or item.get_closest_marker("django_db") is not None
