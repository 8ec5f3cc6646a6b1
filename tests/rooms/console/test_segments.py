"""`aval segments`: count for some conditions, keep them, list, remove."""

import json

import pytest

from aval.console.main import main
from aval.prospects.segments import segments_of

pytestmark = pytest.mark.django_db
RULES = json.dumps([{"about": "function", "is": ["finance"]}])


class Quiet:
    """A standard input nobody types on."""

    def reconfigure(self, **_how):
        return None


@pytest.fixture(autouse=True)
def _quiet(monkeypatch):
    monkeypatch.setattr("sys.stdin", Quiet())


def said(capsys, *args):
    code = main(["segments", "--json", *args])
    out = capsys.readouterr().out
    return code, json.loads(out) if out else None


def test_from_a_count_to_a_segment_and_back(organisation, dominique, capsys):
    assert said(capsys, "--count", RULES) == (0, {"people": 1, "exact": True, "seen": 0})
    assert said(capsys, "--count", RULES, "--keep", "La finance")[0] == 0
    assert said(capsys)[1][0]["code"] == "la-finance"
    assert "function" in {one["code"] for one in said(capsys, "--criteria")[1]}
    assert said(capsys, "--drop", "la-finance")[0] == 0
    assert not segments_of(organisation).exists()


@pytest.mark.parametrize("args", [("--count", "{"), ("--count", "[1]"), ("--drop", "rien"), ("--keep", "x")])
def test_what_cannot_be_read_is_refused(organisation, capsys, args):
    assert main(["segments", *args]) == 2
