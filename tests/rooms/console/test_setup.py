"""`aval init` on a machine that knows nothing, then again."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("setup")]

WHOLE = {
    "siren": "000 000 018",
    "legal-name": "Atelier Nord",
    "postal-address": "12 rue des Lilas, 59000 Lille",
    "telephone": "01 99 00 12 34",
    "mailbox": "contact@atelier-nord.example",
    "admin-email": "ulysse@atelier-nord.example",
}


def init(home: Path, *arguments: str, **options: str) -> subprocess.CompletedProcess[str]:
    given = [f"--{name}={value}" for name, value in options.items()]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "AVAL_HOME": str(home)
    }
    call = [sys.executable, "-m", "aval", "init", *arguments, *given]
    return subprocess.run(call, cwd=ROOT, env=environment, input="", capture_output=True, text=True, check=False)


def test_a_bare_machine_is_ready_and_stays_so(tmp_path: Path) -> None:
    home = tmp_path / "aval"
    first = init(home, "--json", **WHOLE)
    assert first.returncode == 0, first.stderr
    answer = json.loads(first.stdout)
    assert answer["changed"]
    assert len(answer["password"]) >= 12
    assert set(answer["keys"]) == {path.name for path in (home / "keys").iterdir()}
    assert home.stat().st_mode & 0o077 == 0
    second = json.loads(init(home, "--json", **WHOLE).stdout)
    assert (second["changed"], second["password"], second["keys"]) == (False, None, [])
    renamed = json.loads(init(home, "--json", **(WHOLE | {"legal-name": "Atelier du Nord"})).stdout)
    assert (renamed["changed"], renamed["brand"]) == (True, "atelier-nord")
    assert init(home).returncode == 0


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose base is made and holds nobody: asked for nothing, `init` says what is missing."""
    home = tmp_path_factory.mktemp("empty")
    said = init(home, "--siren=")
    assert said.returncode == 2
    assert "--siren" in said.stderr
    return home


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"siren": "000 000 019"}, "--siren"),
        ({"mailbox": "pas une adresse"}, "--mailbox"),
        ({"postal-address": ""}, "--postal-address"),
        ({"admin-email": ""}, "--admin-email"),
        ({"admin-password": "123"}, "12"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(empty: Path, change: dict[str, str], said: str) -> None:
    wrong = init(empty, **(WHOLE | change))
    assert wrong.returncode == 2
    assert said in wrong.stderr
    assert "Traceback" not in wrong.stderr
    with sqlite3.connect(empty / "aval.sqlite3") as base:
        assert base.execute("SELECT count(*) FROM accounts_organisation").fetchone() == (0,)
