"""What a door says goes through the catalogue: no French sentence stands bare in its Python."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import modules, name, parse

pytestmark = pytest.mark.once

FRENCH = re.compile(r"[àâçéèêëîïôùûœÀÂÇÉÈÊŒ«»]|\b(?:vous|votre|une|les|des|pas)\b")
CATALOGUE = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "N_"}
INVENTED = (
    "aval/console/demonstration/",
    "aval/console/benches/",
)  # their people, lists and letters are data, in the language they are written in


def bare(path: Path) -> Iterator[tuple[int, str]]:
    """Strings with French in them that no catalogue sees; docstrings are for readers of the code."""
    said = set()
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CATALOGUE:
            said |= {id(inner) for argument in node.args for inner in ast.walk(argument)}
        if isinstance(node, ast.Expr):
            said.add(id(node.value))
    for node in ast.walk(parse(path)):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in said
            and FRENCH.search(node.value)
        ):
            yield node.lineno, node.value


def test_doors_speak_through_the_catalogue() -> None:
    doors = [path for path in modules("desk", "portal", "api", "console") if not name(path).startswith(INVENTED)]
    assert [f"{name(path)}:{line} {text}" for path in doors for line, text in bare(path)] == []


def test_a_bare_sentence_is_seen(tmp_path: Path) -> None:
    door = tmp_path / "door.py"
    door.write_text('"""Une page."""\na = _("Vous êtes là")\nb = "Vous êtes là"\nc = f"{a} : refusé"\nd = "code"\n')
    assert [line for line, _ in bare(door)] == [3, 4]
