"""French and English say the same things: every sentence has its English, and the compiled catalogue is that one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

pytestmark = pytest.mark.once
CATALOGUE = Path("aval/locale/en/LC_MESSAGES/django.po")


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sentences of the code as it is, gathered beside what was translated."""
    copy = tmp_path_factory.mktemp("tree") / "aval"
    shutil.copytree(ROOT / "aval", copy, ignore=shutil.ignore_patterns("__pycache__", "data", "static", "*.csv"))
    command = [sys.executable, "-m", "django", "makemessages", "-l", "en", "--no-location", "--no-obsolete"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "aval.config.settings"}
    subprocess.run(command, cwd=copy, env=environment, check=True, capture_output=True)
    return copy.parent / CATALOGUE


def test_every_sentence_has_its_english(gathered: Path) -> None:
    kept = ROOT / CATALOGUE
    compared = subprocess.run(["msgcmp", kept, gathered], capture_output=True, text=True, check=False)
    assert compared.returncode == 0, f"make locale, then translate:\n{compared.stderr}"
    assert "#, fuzzy" not in gathered.read_text(encoding="utf-8"), "a translation is a guess: read it again"


def test_no_sentence_is_translated_that_nobody_says(gathered: Path) -> None:
    compared = subprocess.run(["msgcmp", gathered, ROOT / CATALOGUE], capture_output=True, text=True, check=False)
    assert compared.returncode == 0, f"make locale:\n{compared.stderr}"


def test_the_compiled_catalogue_is_this_one(tmp_path: Path) -> None:
    fresh = tmp_path / "django.mo"
    subprocess.run(["msgfmt", "--check-format", "-o", fresh, ROOT / CATALOGUE], check=True, capture_output=True)
    assert fresh.read_bytes() == (ROOT / CATALOGUE).with_suffix(".mo").read_bytes(), "make locale"
