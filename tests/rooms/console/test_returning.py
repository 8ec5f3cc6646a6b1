"""`aval read-return`: the shape others rely on, exit codes, both languages; no base is needed."""

import json
from argparse import Namespace
from pathlib import Path

import pytest

from aval.console import returning
from aval.console.main import build_parser, run

pytestmark = pytest.mark.once

MAIL = """From: dominique@fabrique.example
To: alix@nord.example
In-Reply-To: <a@nord.example>
Subject: Re: offre
Date: Mon, 23 Nov 2026 10:00:00 +0100
Content-Type: text/plain; charset=utf-8

Merci de ne plus me contacter.

Le lun. 23 nov. 2026 à 09:12, Alix <alix@nord.example> a écrit :
> Pour vous désinscrire : STOP
"""


def main(argv: list[str]) -> int:
    """As `aval` does, without touching the streams of this process."""
    return run(build_parser(returning.COMMANDS).parse_args(argv, Namespace(json=False, lang="fr")))


@pytest.fixture
def message(tmp_path: Path) -> Path:
    path = tmp_path / "message.eml"
    path.write_text(MAIL, encoding="utf-8")
    return path


def test_the_shape_others_rely_on(message: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read-return", str(message), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    kept = {name: told[name] for name in list(told)[:8]}
    assert kept == {
        "kind": "reply", "bounce": None, "recipients": ["dominique@fabrique.example"], "intent": "objection", "stop": True,
        "until": None, "new_text": "Merci de ne plus me contacter.", "doubtful": False,
    }  # fmt: skip


def test_what_is_known_beside_the_message(message: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    beside = tmp_path / "context.json"
    beside.write_text('{"our_addresses": ["dominique@fabrique.example"]}')
    assert main(["read-return", str(message), "--context", str(beside), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["kind"] == "other"


def test_a_context_that_cannot_be_read_is_a_bad_call(
    message: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    beside = tmp_path / "context.json"
    for wrong in ("[]", '{"our_addresses": 3}', '{"sent": 3}', "{"):
        beside.write_text(wrong)
        assert main(["read-return", str(message), "--context", str(beside)]) == 2
    assert main(["read-return", str(tmp_path / "nothing.eml")]) == 2
    assert "nothing.eml" in capsys.readouterr().err


def test_a_person_reads_it_too(message: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read-return", str(message)]) == 0
    assert "objection" in capsys.readouterr().out
