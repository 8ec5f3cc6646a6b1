"""Names say what a thing is; a module says in a sentence what it is for."""

import ast

import pytest

from tests.architecture.tree import ROOT, modules, name, parse

pytestmark = pytest.mark.once

ATTICS = {"utils", "util", "helpers", "helper", "common", "service", "services", "manager", "managers", "base", "misc"}


def test_no_attic() -> None:
    assert [name(path) for path in modules() if ATTICS & {*path.relative_to(ROOT / "aval").with_suffix("").parts}] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        name(path)
        for path in modules()
        if path.name != "apps.py" and parse(path).body and not ast.get_docstring(parse(path))
    ]
    assert silent == []
