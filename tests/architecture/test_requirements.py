"""The wheel asks for what the locks hold: a library added to one alone breaks whoever installs without the tree."""

import re
import tomllib

import pytest

from tests.architecture.tree import ROOT

pytestmark = pytest.mark.once


def names(lines: list[str]) -> set[str]:
    return {re.split(r"[\[<>=~ ]", line.strip())[0].lower() for line in lines if line.strip() and line[0] != "#"}


def test_the_wheel_asks_for_every_library_of_the_lock() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert names(declared) == names((ROOT / "requirements/base.in").read_text().splitlines())
