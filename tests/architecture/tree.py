"""The tree, as the tests of its shape read it."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOORS = ("desk", "portal", "api", "console")


def modules(*rooms: str) -> list[Path]:
    """Every module we wrote, of these rooms or of all; migrations are Django's."""
    folders = [ROOT / "aval" / room for room in rooms] or [ROOT / "aval"]
    found = sorted(path for folder in folders for path in folder.rglob("*.py") if "migrations" not in path.parts)
    assert found or rooms
    return found


def templates() -> list[Path]:
    return sorted(path for path in (ROOT / "aval").rglob("templates/**/*") if path.is_file())


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tracked() -> list[Path]:
    """Every file git keeps; those about to be kept too."""
    call = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(call, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return [ROOT / one for one in listed if one and (ROOT / one).is_file()]
