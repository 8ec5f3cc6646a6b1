"""`aval cases`: recorded, listed with what is late, and the file of everything held."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import translation

from aval.accounts.models import Organisation
from aval.console.command import speak
from aval.console.main import main
from aval.prospects.models import Person
from aval.rights.cases import open_case
from aval.rights.models import Case
from tests.cast import NOON

pytestmark = pytest.mark.django_db


class Quiet:
    def reconfigure(self, **_: object) -> None:
        """Nothing is read here."""


@pytest.fixture(autouse=True)
def spoken(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("sys.stdin", Quiet())
    yield
    speak("fr")
    translation.deactivate()


def test_recorded_then_listed(organisation: Organisation, dominique: Person, capsys: pytest.CaptureFixture) -> None:
    asked = [
        "cases",
        "open",
        "--right",
        "access",
        "--contact",
        "dominique.vasseur@kermeur.example",
        "--door",
        "telephone",
        "--json",
    ]
    assert main(asked) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["person"] == dominique.pk
    assert main(["cases", "--json"]) == 0
    assert [one["case"] for one in json.loads(capsys.readouterr().out)["cases"]] == [told["case"]]
    assert main(["cases", "open"]) == 2
    assert main(["cases", "open", "--right", "access", "--received", "2099-01-01T00:00Z"]) == 2


def test_what_is_late_is_a_no(organisation: Organisation, dominique: Person) -> None:
    received = NOON - timedelta(days=400)
    open_case(organisation, "access", door="letter", received_at=received, at=NOON, person=dominique)
    assert main(["cases"]) == 1


@pytest.mark.parametrize("form", ["html", "pdf", "json", "zip"])
def test_the_file_in_every_form(organisation: Organisation, dominique: Person, tmp_path, form: str) -> None:
    case = open_case(organisation, "access", door="letter", received_at=NOON, at=NOON, person=dominique)
    out = tmp_path / f"hers.{form}"
    assert main(["cases", "file", str(case.pk), "--form", form, "--out", str(out)]) == 0
    assert out.stat().st_size > 500
    assert main(["cases", "file", "99999"]) == 2
    assert Case.objects.count() == 1
