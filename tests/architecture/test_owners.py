"""Every row has an owner, and the doors read rows through their owner: Chloé never sees anything of Alix's."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from aval.accounts.tenancy import Owned
from tests.architecture.tree import modules, name, parse

pytestmark = pytest.mark.once

OWNERLESS = {
    "Organisation": "it is the owner",
    "Member": "belongs to one organisation by a key of its own; doors read `organisation.members`",
    "Entry": "a ledger is an organisation's number: no key points up from evidence",
    "Head": "the same",
    "Block": "the same",
    "Frontier": "the same",
    "Worker": "a process works for every organisation",
}
MACHINE = {"aval/console/setup.py", "aval/console/command.py"}  # who holds the machine chooses the organisation
HOLDINGS = "held.py"  # takes people, gives the rows about them: whose, the people say
SHORTCUTS = {"get_object_or_404", "get_list_or_404"}
BEGINS_WITH_OWNER = {"of", "create", "none"}


def our_models() -> list[type]:
    return [model for model in apps.get_models() if model.__module__.startswith("aval.")]


def test_every_row_has_an_owner() -> None:
    assert {model.__name__ for model in our_models() if not issubclass(model, Owned)} <= set(OWNERLESS)


def readings(path: Path) -> Iterator[tuple[int, str]]:
    """Each place where a door reaches for rows without saying whose."""
    owned = {model.__name__ for model in our_models() if issubclass(model, Owned)} | {"Member"}
    parents = {child: node for node in ast.walk(parse(path)) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(parse(path)):
        if (
            isinstance(node, ast.Attribute)
            and node.attr in {"objects", "_default_manager"}
            and _called(node.value) in owned
        ):
            after = parents[node]
            if not (isinstance(after, ast.Attribute) and after.attr in BEGINS_WITH_OWNER):
                yield node.lineno, ast.unparse(after)
        elif (
            isinstance(node, ast.Call)
            and _called(node.func) in SHORTCUTS
            and any(_called(argument) in owned for argument in node.args[:1])
        ):
            yield node.lineno, ast.unparse(node)


def _called(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def test_doors_read_through_the_owner() -> None:
    doors = [path for path in modules("desk", "portal", "api", "console") if name(path) not in MACHINE]
    doors = [path for path in doors if path.name != HOLDINGS]
    assert [f"{name(path)}:{line} {text}" for path in doors for line, text in readings(path)] == []


def test_a_reading_without_owner_is_seen(tmp_path: Path) -> None:
    door = tmp_path / "door.py"
    door.write_text("a = Person.objects.all()\nb = models.Person.objects.of(o)\nc = get_object_or_404(Offer, pk=1)\n")
    assert sorted(line for line, _ in readings(door)) == [1, 3]
