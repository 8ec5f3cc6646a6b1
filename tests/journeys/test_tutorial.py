"""The first tutorial, followed word for word: each command is run, each line it shows is in what the command said."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("demo")]

TEXT = (ROOT / "docs/tutorials/first-campaign.md").read_text(encoding="utf-8")
BEGINS = {"make demo SERVE=0": " -m aval demo --no-serve", ".venv/bin/aval": " -m aval", ".venv/bin/python": ""}
WAITS = {".venv/bin/aval serve", "export AVAL_HOME=$PWD/var"}  # the desk is visited by the other journeys


def steps() -> list[tuple[str, list[str]]]:
    """(command, lines it shows), in order; a command goes on while a quote is open."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"```console\n(.*?)```", TEXT, re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            elif found[-1][0].count('"') % 2:
                found[-1] = (f"{found[-1][0]}\n{line}", [])
            else:
                found[-1][1].append(line)
    return found


def test_word_for_word(tmp_path: Path) -> None:
    home = tmp_path / "var"
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "AVAL_HOME": str(home)
    }
    followed = [step for step in steps() if step[0] not in WAITS]
    assert len(followed) >= 8
    for command, shown in followed:
        written = next(begin for begin in BEGINS if command.startswith(begin))
        words = sys.executable + BEGINS[written] + command.removeprefix(written).replace("var/", f"{home}/")
        done = subprocess.run(
            ["bash", "-c", words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        said = done.stdout + done.stderr
        for line in shown:
            start = line.partition("…")[0].rstrip()
            assert start in said, f"{command}\n{said}"
