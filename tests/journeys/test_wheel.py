"""A user without a checkout: the built wheel, an empty virtual environment, an empty home."""

import json
import os
import signal
import subprocess
import sys
import threading
import urllib.request
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
Begin = Callable[..., subprocess.Popen[str]]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    return next(folder.glob("aval-*.whl"))


@pytest.fixture(scope="module")
def begin(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Begin:
    """The `aval` of the wheel, begun in an empty folder with an empty home."""
    folder, home = tmp_path_factory.mktemp("venv"), tmp_path_factory.mktemp("home")
    venv.create(folder, with_pip=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AVAL_", "DATABASE_"))}
    environment |= {"HOME": str(home)}
    pip = [folder / "bin/python", "-m", "pip", "install", "-q", wheel]
    subprocess.run(pip, check=True, capture_output=True, env=environment)
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return lambda *words: subprocess.Popen([folder / "bin/aval", *words], cwd=home, env=environment, **pipes)


@pytest.fixture(scope="module")
def installed(begin: Begin) -> Call:
    """The same, waited for."""

    def call(*words: str) -> subprocess.CompletedProcess[str]:
        process = begin(*words)
        out, error = process.communicate()
        return subprocess.CompletedProcess(process.args, process.returncode, out, error)

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


def test_the_demonstration_runs(installed: Call) -> None:
    done = installed("demo", "--no-serve", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["right"]


def test_the_desk_is_served_with_its_style(installed: Call, begin: Begin) -> None:
    assert installed("init", *IDENTITY).returncode == 0
    serving = begin("serve", "--json", "--address", "127.0.0.1:0")
    silence = threading.Timer(60, serving.kill)
    silence.start()
    try:
        address = json.loads(serving.stdout.readline())["url"]
        for path, holds in (("/compte/login/", "<form"), ("/static/aval/aval.css", "{")):
            with urllib.request.urlopen(address + path, timeout=20) as answer:  # noqa: S310  our own server
                assert holds in answer.read().decode()
    finally:
        silence.cancel()
        serving.send_signal(signal.SIGTERM)
        _out, error = serving.communicate(timeout=60)
    assert serving.returncode == 0, error
