"""`aval verify` and `aval dossier`, as scripts and strangers call them."""

import io
import json

import pytest
from django.db import connection
from django.utils import translation

from aval.accounts.models import Organisation
from aval.console.command import speak
from aval.console.main import main
from aval.evidence.models import Entry
from tests.rooms.evidence.conftest import triggers


@pytest.fixture
def call(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))

    def run(*argv):
        code = main([*map(str, argv)])
        said = capsys.readouterr()
        return code, said.out, said.err

    yield run
    speak("fr")
    translation.deactivate()


@pytest.mark.django_db(transaction=True)
def test_a_dossier_is_written_and_verifies(atelier_nord, tmp_path, call):
    out = tmp_path / "dossier.zip"
    code, said, _ = call("dossier", "--out", out, "--json")
    written = json.loads(said)
    assert (code, written["ok"], written["entries"]) == (0, True, Entry.objects.count())
    assert Entry.objects.order_by("-seq").first().kind == "dossier:exported"
    code, said, _ = call("verify", out, "--key", written["public_key"], "--json")
    answer = json.loads(said)
    assert (code, answer["ok"], answer["first_bad"], answer["entries"]) == (0, True, None, written["entries"])
    assert answer["head"] == written["head"]
    assert call("verify", out, "--key", "00" * 32)[0] == 1
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.django_db(transaction=True)
def test_the_base_is_verified_and_the_entry_named(atelier_nord, maison_sud, call):
    code, said, _ = call("verify", "--live", "--json")
    answer = json.loads(said)
    assert (code, answer["ok"], len(answer["ledgers"])) == (0, True, 2)
    triggers.remove(connection)
    first = Organisation.objects.order_by("pk").first()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE evidence_entry SET payload = '{}' WHERE seq = 1 AND ledger = %s", [first.pk])
    triggers.install(connection)
    code, said, _ = call("verify", "--live", "--json", "--lang", "en")
    answer = json.loads(said)
    assert (code, answer["ok"], answer["first_bad"], answer["why"]) == (1, False, 1, "seal")
    assert [one["ok"] for one in answer["ledgers"]] == [False, True]
    code, said, _ = call("verify", "--live", "--organisation", first.siren)
    assert (code, "fausse\u00a0: 1\n" in said) == (1, True)


def test_bad_calls_are_told(tmp_path, call):
    wrong = tmp_path / "wrong.zip"
    wrong.write_bytes(b"hello")
    code, _, said = call("verify", wrong, "--lang", "en")
    assert (code, "no readable zip" in said) == (2, True)
    assert call("verify", tmp_path / "absent.zip")[0] == 2
    assert call("verify", tmp_path)[0] == 2
    assert call("verify", wrong, "--key", "zz")[0] == 2
    assert call("verify")[0] == 2


@pytest.mark.django_db
def test_no_base_no_organisation_is_told(call):
    assert call("verify", "--live")[0] == 3
    assert call("dossier", "--out", "/nowhere/x.zip")[0] == 3
