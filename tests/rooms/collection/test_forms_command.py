"""`aval forms`, as a script uses it."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from aval.accounts.models import Brand
from aval.collection.publishing import publish
from aval.console.main import main
from aval.prospects.models import Consent
from tests.cast import NOON
from tests.rooms.collection.conftest import make_form
from tests.rooms.collection.test_receipts import ADDRESS, agree, record


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))


def call(capsys: Any, *argv: str) -> tuple[int, list[Any]]:
    code = main(["forms", *argv, "--json"])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.strip()]


def test_a_form_is_checked_published_and_closed(brand: Brand, capsys: Any) -> None:
    form = make_form(brand, title="")
    code, told = call(capsys, "check", form.code)
    assert (code, [one["code"] for one in told]) == (1, ["no-title"])
    assert call(capsys, "publish", form.code)[0] == 1
    good = make_form(brand)
    assert call(capsys, "publish", good.code) == (0, [{"version": 1, "digest": good.versions.get().digest}])
    assert {one["state"] for one in call(capsys, "list")[1]} == {"draft", "open"}
    assert call(capsys, "close", good.code)[0] == 0
    assert call(capsys, "check", "inconnu")[0] == 2


def test_consents_leave_come_in_and_are_taken_back(
    organisation: Any, dominique: Any, brand: Brand, capsys: Any, tmp_path: Path
) -> None:
    publish(make_form(brand), by=None, at=NOON)
    agree(organisation, dominique)
    code, (told,) = call(capsys, "consents")
    assert (code, told["dpv:hasConsentStatus"]) == (0, "dpv:ConsentGiven")
    file = tmp_path / "records.jsonl"
    file.write_text(json.dumps(record()) + "\n" + json.dumps({}) + "\n")
    assert main(["forms", "take-in", str(file)]) == 1
    assert "enregistrement 2" in capsys.readouterr().out
    code, (taken,) = call(capsys, "withdraw", ADDRESS)
    assert (code, [one["channel"] for one in taken["withdrawn"]]) == (0, ["email"])
    assert call(capsys, "withdraw", ADDRESS) == (0, [{"withdrawn": []}])
    assert call(capsys, "withdraw", "x@")[0] == 2
    assert Consent.objects.filter(act="withdrawn").count() == 1
