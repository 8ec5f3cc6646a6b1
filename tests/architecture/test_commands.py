"""The command line: quick to answer, one name a command, every one says what it does."""

import subprocess
import sys

import pytest

from aval.console.main import all_commands, build_parser
from tests.architecture.tree import ROOT

pytestmark = pytest.mark.once

HEAVY = {"django", "polars", "openpyxl", "cryptography", "phonenumbers", "python_calamine"}


def test_help_loads_nothing_heavy() -> None:
    program = "import sys; from aval.console.main import main; main(['--help']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "COMMANDE" in done.stdout
    assert HEAVY & set(done.stderr.split()) == set()


def test_every_command_has_one_name_and_one_sentence() -> None:
    commands = all_commands()
    assert len({one.name for one in commands}) == len(commands)
    assert [one.name for one in commands if not one.help.strip()] == []


def test_every_command_takes_the_shared_options() -> None:
    parser = build_parser(all_commands())
    for one in all_commands():
        with pytest.raises(SystemExit) as end:
            parser.parse_args([one.name, "--help", "--json", "--lang", "en"])
        assert end.value.code == 0
