"""Sizes, as a ratchet: small enough to be read in one sitting. The maxima are printed; they may go down."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, modules, name, parse, templates

pytestmark = pytest.mark.once

MODULE, FUNCTION, TEMPLATE, TEST = 300, 40, 150, 600  # lines; of a function, those after its docstring


def lines(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


def functions() -> Iterator[tuple[int, str]]:
    for path in modules():
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                said = node.body[0].end_lineno if ast.get_docstring(node) else node.lineno
                yield node.end_lineno - said, f"{name(path)}:{node.lineno} {node.name}"


@pytest.mark.parametrize(
    ("kind", "limit"), [("module", MODULE), ("function", FUNCTION), ("template", TEMPLATE), ("test", TEST)]
)
def test_nothing_outgrows_its_reader(kind: str, limit: int) -> None:
    sizes = {
        "module": lambda: [(lines(path), name(path)) for path in modules()],
        "function": lambda: list(functions()),
        "template": lambda: [(lines(path), name(path)) for path in templates()],
        "test": lambda: [(lines(path), name(path)) for path in (ROOT / "tests").rglob("*.py")],
    }[kind]()
    sizes.sort(reverse=True)
    print(kind, *[f"{size} {where}" for size, where in sizes[:3]], sep="\n  ")  # noqa: T201  the maxima, for who runs with -s
    assert [where for size, where in sizes if size > limit] == []
