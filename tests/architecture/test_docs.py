"""What is drawn from the code follows the code, and what is said of the tree is there."""

import re
import runpy
from pathlib import Path

import pytest

from aval.console.command import speak
from tests.architecture.tree import ROOT, name, tracked

pytestmark = pytest.mark.once

GENERATED = runpy.run_path(str(ROOT / "docs/generate.py"))
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


@pytest.mark.parametrize("page", list(GENERATED["PAGES"]))
def test_reference_follows_the_code(page: str) -> None:
    speak("fr")
    assert (ROOT / "docs" / page).read_text(encoding="utf-8") == GENERATED["page"](page), "run docs/generate.py"


def pages() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".md" and path.parent.parts[-1:] != ("data",)]


def test_links_lead_somewhere() -> None:
    broken = [
        f"{name(page)}: {target}"
        for page in pages()
        for target in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_paths_in_recipes_exist() -> None:
    """CONTRIBUTING names files in backquotes: each is there."""
    named = re.findall(
        r"`((?:aval|tests|docs|requirements)/[\w./-]+)`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    )
    assert len(named) > 10
    assert [path for path in named if "NAME" not in path and not (ROOT / path).exists()] == []


def test_debt_is_five_lines_at_most() -> None:
    text = (ROOT / "docs/decisions/in-progress.md").read_text(encoding="utf-8")
    assert sum(line.startswith("- ") for line in text.splitlines()) <= 5


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs/decisions"
    listed = set(LINK.findall((folder / "README.md").read_text(encoding="utf-8")))
    assert {path.name for path in folder.glob("[0-9]*.md")} <= listed
