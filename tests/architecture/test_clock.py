"""The clock is read at the door: everything below takes `at` or `on`."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import DOORS, ROOT, modules, name, parse

pytestmark = pytest.mark.once

CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("timezone", "now"),
    ("timezone", "localdate"),
    ("time", "time"),
}
THE_LOOP = {
    "aval/post/worker.py": "the worker's loop is a door: it wakes by the clock",
    "aval/post/sink.py": "a program of its own, for measures",
}


def clocks(path: Path) -> Iterator[int]:
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            if (owner, node.attr) in CLOCKS:
                yield node.lineno
        if isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            yield node.lineno


def test_nothing_below_the_doors_reads_the_clock() -> None:
    doors = {ROOT / "aval" / door for door in DOORS}
    below = [path for path in modules() if not doors & set(path.parents) and name(path) not in THE_LOOP]
    assert [f"{name(path)}:{line}" for path in below for line in clocks(path)] == []


def test_a_clock_is_seen(tmp_path: Path) -> None:
    room = tmp_path / "room.py"
    room.write_text(
        "def f(at=timezone.now): pass\nx = datetime.datetime.now()\ny = Field(auto_now_add=True)\nz = at.date()\n"
    )
    assert list(clocks(room)) == [1, 2, 3]
