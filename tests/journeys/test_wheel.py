"""A user without a checkout: the built wheel, an empty virtual environment, an empty home."""

import json
import os
import subprocess
import sys
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, tracked

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("wheel")]

IDENTITY = (
    "--siren=000 000 018",
    "--legal-name=Atelier Nord",
    "--postal-address=12 rue des Lilas, 59000 Lille",
    "--telephone=01 99 00 12 34",
    "--mailbox=contact@atelier-nord.example",
    "--admin-email=ulysse@atelier-nord.example",
)
Call = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    return next(folder.glob("aval-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Call:
    """The `aval` of the wheel, called from an empty folder with an empty home."""
    folder, home = tmp_path_factory.mktemp("venv"), tmp_path_factory.mktemp("home")
    venv.create(folder, with_pip=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AVAL_", "DATABASE_"))}
    environment |= {"HOME": str(home)}
    pip = [folder / "bin/python", "-m", "pip", "install", "-q", wheel]
    subprocess.run(pip, check=True, capture_output=True, env=environment)

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [folder / "bin/aval", *arguments]
        return subprocess.run(command, cwd=home, env=environment, input="", capture_output=True, text=True, check=False)

    return call


def test_the_wheel_holds_the_package_whole(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    ours = {path.relative_to(ROOT).as_posix() for path in tracked() if path.is_relative_to(ROOT / "aval")}
    assert ours <= inside


def test_it_is_set_up_and_up_to_date(installed: Call) -> None:
    done = installed("init", "--json", *IDENTITY)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["administrator"] == "ulysse@atelier-nord.example"
    assert installed("init").returncode == 0
    assert installed("--version").stdout.strip() == "0.1.0"
