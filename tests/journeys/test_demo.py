"""`aval demo`: the whole job, twice, each time from nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.tree import ROOT

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("demo")]


def demo(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "AVAL_HOME": str(home)
    }
    call = [sys.executable, "-m", "aval", "demo", "--no-serve", *arguments]
    return subprocess.run(call, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    home = tmp_path_factory.mktemp("demo") / "var"
    done = demo(home, "--json")
    assert done.returncode == 0, done.stderr
    return home, json.loads(done.stdout)


def test_all_came_out_as_it_must(told: tuple[Path, dict[str, Any]]) -> None:
    _home, account = told
    assert account["right"]
    assert [one["read"] for one in account["read"]] == [255, 197, 137]
    ours, bought, doubtful = account["screened"]
    assert ours["allow"] == account["sent"]["sent"] == account["sent"]["received"] > 50
    assert bought["allow"] > 50
    assert doubtful["allow"] == 0
    assert account["sent"]["total"] == account["sent"]["sent"] + account["sent"]["refused"]


def test_no_source_that_names_nobody(told: tuple[Path, dict[str, Any]]) -> None:
    refused = [one["asked"] for one in told[1]["sources"] if one["refused"]]
    assert refused == ["Un organisme spécialisé"]


def test_a_second_run_tells_the_same(told: tuple[Path, dict[str, Any]]) -> None:
    home, first = told
    again = demo(home, "--json")
    assert again.returncode == 0, again.stderr
    second = json.loads(again.stdout)
    assert {name: second[name] for name in ("read", "screened", "sent")} == {
        name: first[name] for name in ("read", "screened", "sent")
    }


def test_the_proof_is_verified_by_a_stranger(told: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    file = told[1]["verified"]["file"]
    call = [sys.executable, "-m", "aval", "verify", file]
    elsewhere = os.environ | {"AVAL_HOME": str(tmp_path / "nowhere")}
    done = subprocess.run(call, cwd=ROOT, env=elsewhere, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_home_that_holds_anything_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "aval.sqlite3").write_text("somebody's work")
    done = demo(tmp_path)
    assert done.returncode == 2
    assert (tmp_path / "aval.sqlite3").read_text() == "somebody's work"


def test_a_drill_goes_from_the_stolen_export_to_list_form_and_messages(told: tuple[Path, dict[str, Any]]) -> None:
    """Issue 8: by the pages alone, in far less than ten minutes; nothing leaves in a drill."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    call = [sys.executable, "-m", "tests.journeys.drilling"]
    done = subprocess.run(
        call, cwd=ROOT, env=environment | {"AVAL_HOME": str(told[0])}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    drill = json.loads(done.stdout)
    assert drill["seconds"] < 600
    assert drill["people"] > 50
    assert drill["listed"] == drill["people"]
    assert drill["left"] == 0
    assert drill["clock_on_every_page"]
    assert drill["pdf"] == "%PDF"
