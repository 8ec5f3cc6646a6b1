"""The dispatcher: what goes wrong is a sentence and a code that scripts can trust."""

import json
import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from aval.console.command import BadCall, Command, CouldNot, bad_line, no_arguments, read_lines
from aval.console.main import run, spoken
from tests.architecture.tree import ROOT

pytestmark = pytest.mark.once


def call(act: Callable[[Namespace], int]) -> int:
    command = Command(name="essai", help="un essai", add_arguments=no_arguments, run=act, base=False)
    return run(Namespace(chosen=command, lang="fr"))


def raising(why: BaseException) -> Callable[[Namespace], int]:
    def act(_args: Namespace) -> NoReturn:
        raise why

    return act


@pytest.mark.parametrize("code", [0, 1])
def test_the_command_says_its_code(code: int) -> None:
    assert call(lambda _args: code) == code


@pytest.mark.parametrize(
    ("why", "code", "said"),
    [
        (BadCall("mauvaise adresse"), 2, "mauvaise adresse"),
        (CouldNot("serveur muet"), 3, "serveur muet"),
        (KeyboardInterrupt(), 130, "Interrompu."),
        (FileNotFoundError(2, "absent", "liste.csv"), 2, "liste.csv"),
        (ZeroDivisionError("division"), 3, "ZeroDivisionError"),
    ],
)
def test_what_goes_wrong_is_a_sentence(
    why: BaseException, code: int, said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AVAL_DEBUG", raising=False)
    assert call(raising(why)) == code
    out, error = capsys.readouterr()
    assert said in error
    assert "Traceback" not in error
    assert out == ""


def test_debugging_shows_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVAL_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        call(raising(ZeroDivisionError()))


def aval(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "AVAL_DEBUG"}}
    command = [sys.executable, "-m", "aval", *arguments]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=kept | {"AVAL_HOME": str(home)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_before_init_it_says_what_to_do(tmp_path: Path) -> None:
    said = aval(tmp_path / "nowhere", "screen", "--offer", "paie")
    assert said.returncode == 3
    assert "aval init" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_base_that_does_not_answer_is_code_3(tmp_path: Path) -> None:
    said = aval(tmp_path, "screen", "--offer", "paie", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert said.returncode == 3
    assert "Traceback" not in said.stderr


def test_a_wrong_call_is_code_2_in_the_language_asked(tmp_path: Path) -> None:
    french, english = aval(tmp_path, "screen"), aval(tmp_path, "--lang", "en", "screen")
    assert (french.returncode, english.returncode) == (2, 2)
    assert "il manque : --offer" in french.stderr
    assert "required: --offer" in english.stderr


def test_a_reader_that_leaves_is_no_failure(tmp_path: Path) -> None:
    shell = f"{sys.executable} -m aval --help | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("argv", "language"),
    [([], "fr"), (["--lang", "en"], "en"), (["screen", "--lang=en"], "en"), (["--lang", "de"], "fr")],
)
def test_the_language_is_known_before_anything_is_said(
    argv: list[str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AVAL_LANG", raising=False)
    assert spoken(argv) == language


def test_a_bad_line_is_answered_in_its_place() -> None:
    answers = list(read_lines(['{"id": 1}', "{oops", "", "[2]", '{"id": 3}']))
    assert [answer.get("id") for answer in answers] == [1, None, None, 3]
    assert [answer["error"]["code"] for answer in answers if "error" in answer] == ["not-json", "not-an-object"]
    assert (
        json.dumps(bad_line(7, "x", "y", "email")) == '{"id": 7, "error": {"code": "x", "text": "y", "field": "email"}}'
    )
