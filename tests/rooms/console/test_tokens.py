"""`aval token`: the secret once, on standard output and nowhere else."""

import json

import pytest
from django.utils import translation
from django.utils.timezone import now

from aval.accounts.models import Member, Token
from aval.accounts.tokens import read_token
from aval.console.command import speak
from aval.console.main import main
from tests.cast import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", _Quiet())

    def run(*argv):
        code = main([*map(str, argv)])
        said = capsys.readouterr()
        return code, said.out, said.err

    yield run
    speak("fr")
    translation.deactivate()


class _Quiet:
    def reconfigure(self, **_: object) -> None:
        pass


def test_a_key_is_made_said_once_and_shut(call, alix: Member) -> None:
    code, secret, told = call("token", "--member", alix.email, "--name", "CRM", "--scope", "decide", "--scope", "read")
    assert code == 0
    assert secret.strip() not in told
    token = read_token(secret.strip(), at=now())
    assert (token.member, token.scopes) == (alix, ["decide", "read"])
    assert call("token", "--revoke", token.pk)[0] == 0
    assert read_token(secret.strip(), at=now()) is None
    assert call("token", "--revoke", token.pk)[0] == 2


def test_json_says_the_same(call, alix: Member) -> None:
    code, said, _ = call("token", "--member", alix.email, "--name", "CRM", "--scope", "read", "--json")
    answer = json.loads(said)
    assert (code, answer["scopes"]) == (0, ["read"])
    assert read_token(answer["secret"], at=now()).pk == answer["token"]


@pytest.mark.parametrize(
    ("argv", "named"),
    [
        (["--name", "CRM", "--scope", "read"], "--member"),
        (["--member", "alix@atelier-nord.example", "--scope", "read"], "--name"),
        (["--member", "alix@atelier-nord.example", "--name", "CRM"], "--scope"),
        (["--member", "alix@atelier-nord.example", "--name", "CRM", "--scope", "read", "--days", "0"], "--days"),
    ],
)
def test_what_is_missing_is_named(call, alix: Member, argv: list[str], named: str) -> None:
    code, said, told = call("token", *argv)
    assert (code, said) == (2, "")
    assert named in told
    assert not Token.objects.exists()


def test_another_house_is_not_reached(call, alix: Member, maison_sud: House) -> None:
    code, _, _ = call(
        "token", "--organisation", "000000018", "--member", "chloe@maison-sud.example", "--name", "x", "--scope", "read"
    )
    assert code == 2
