"""Rooms stand on floors: they import downward only, and their foreign keys point downward only."""

import subprocess
import sys
import tomllib

import pytest
from django.apps import apps
from django.db.models import Field

from tests.architecture.tree import ROOT

pytestmark = pytest.mark.once


def test_imports_go_down() -> None:
    call = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
        "--no-cache",
    ]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def floors() -> dict[str, int]:
    """Room → its floor, the ground being the highest number, as pyproject.toml lists them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one["name"] == "Floors")
    return {room.strip(" ()"): floor for floor, rooms in enumerate(layers) for room in rooms.split("|")}


def our_foreign_keys() -> list[Field]:
    ours = [model for model in apps.get_models() if model.__module__.startswith("aval.")]
    return [field for model in ours for field in model._meta.get_fields() if field.many_to_one and field.concrete]


def test_foreign_keys_point_down() -> None:
    floor = floors()
    keys = [key for key in our_foreign_keys() if key.related_model.__module__.startswith("aval.")]
    assert len(keys) > 20
    upward = [
        f"{key.model.__name__}.{key.name} → {key.related_model.__name__}"
        for key in keys
        if floor[key.related_model.__module__.split(".")[1]] < floor[key.model.__module__.split(".")[1]]
    ]
    assert not upward
