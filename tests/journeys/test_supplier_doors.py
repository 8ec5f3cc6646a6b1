"""What a supplier shows badly says what and where, by the desk, by the API and on the command line alike; so does one person by hand."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from aval.accounts.models import Member, Organisation
from aval.accounts.tokens import make_token
from aval.console.main import main
from aval.prospects.models import Objection, Person, Rental, Sample, Source
from aval.prospects.suppliers import asked_of
from tests.cast import NOON
from tests.journeys.test_desk import signed_in
from tests.journeys.test_desk_suppliers import WORDING, bought, html, no_browser, piece  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db
EMPTY = "email;date;texte;version;site\n"
Door = Callable[..., str]  # a piece shown: everything the door then says


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))


@pytest.fixture(params=["desk", "api", "console"])
def show(request: Any, ines: Member, tmp_path: Path, capsys: Any) -> Door:
    """`show(source, piece, **fields)` by this door."""
    if request.param == "desk":
        return lambda source, name, **told: _by_desk(signed_in(ines), source, name, **told)
    if request.param == "api":
        _token, secret = make_token(ines, name="essai", scopes=["read", "write"], by=ines, at=NOON)
        client = Client(headers={"authorization": f"Bearer {secret}"})
        return lambda source, name, **told: _by_api(client, source, name, **told)
    return lambda source, name, **told: _by_console(tmp_path, capsys, source, name, **told)


def _by_desk(client: Client, source: Source, name: str, **told: Any) -> str:
    if "objections" in told:
        told["objections"] = "\n".join(told["objections"])
    if name == "proofs":
        told = {"proofs": SimpleUploadedFile("preuves.csv", told["csv"].encode())}
    return piece(client, source, name, **told)


def _by_api(client: Client, source: Source, name: str, **told: Any) -> str:
    route = {"form": "forms", "rental": "rentals"}.get(name, name)
    at = f"/api/v1/suppliers/{source.code}"
    said = client.post(f"{at}/{route}", json.dumps(told), content_type="application/json")
    return json.dumps([said.json(), client.get(at).json()], ensure_ascii=False)


def _by_console(tmp_path: Path, capsys: Any, source: Source, name: str, **told: Any) -> str:
    words = {
        "from_on": "--on",
        "dated_on": "--on",
        "sent_on": "--on",
        "size": "--size",
        "recipients": "--recipients",
        "site": "--site",
    }
    options = [part for field, option in words.items() if field in told for part in (option, str(told[field]))]
    if content := next((told[field] for field in ("html", "text", "csv", "message") if field in told), None):
        (tmp_path / "piece").write_text(content, encoding="utf-8")
        options.insert(0, str(tmp_path / "piece"))
    if "objections" in told:
        (tmp_path / "stops").write_text("\n".join(told["objections"]), encoding="utf-8")
        options += ["--objections", str(tmp_path / "stops")]
    main(["suppliers", name, source.code, *options])
    main(["suppliers", "show", source.code])
    told_us = capsys.readouterr()
    return told_us.out + told_us.err


def test_proofs_that_are_missing(show: Door, bought: Source) -> None:  # noqa: F811
    show(bought, "draw", size=3)
    asked = asked_of(Sample.objects.get())
    said = show(bought, "proofs", csv=EMPTY + f"{asked[0].email};;{WORDING};v3;jeux.example\n")
    assert f"Ligne {asked[1].line} : aucune preuve n’a été remise" in said
    assert f"Ligne {asked[0].line}, preuve ligne 2 : le champ « at » est vide" in said
    assert "Il manque au fichier de preuves la colonne" in show(bought, "proofs", csv="email;date\na;b\n")


def test_two_partner_lists_that_conflict(show: Door, bought: Source, organisation: Organisation) -> None:  # noqa: F811
    show(bought, "partners", dated_on="2026-08-01", text=f"Cèdre SARL\n{organisation.legal_name}")
    said = show(bought, "partners", dated_on="2026-08-01", text="Cèdre SARL")
    assert "se contredisent" in said
    assert "ligne 2" in said


def test_lines_that_contradict_the_dossier(show: Door, bought: Source) -> None:  # noqa: F811
    """The form was put on line after the consents of the file, and its words are others."""
    other = html("clean-contact-fr").replace(WORDING, "Oui, envoyez-moi la lettre")
    said = show(bought, "form", html=other, site="jeux.example", from_on="2026-10-01")
    assert "30" in said
    assert "ligne 2" in said
    assert Person.objects.filter(quarantined=False).count() == 0


def test_a_rented_campaign_and_what_it_returns(show: Door, bought: Source, organisation: Organisation) -> None:  # noqa: F811
    Source.objects.filter(pk=bought.pk).update(kind="rented")
    people = Person.objects.count()
    told = {"sent_on": "2026-11-01", "recipients": 900, "message": f"De la part de {organisation.legal_name}"}
    said = show(bought, "rental", **told, objections=["d@prospect.example", "désabonné"])
    assert "ligne 2 : « désabonné »" in said
    assert (Rental.objects.get().names_us, Rental.objects.get().objections) == (True, 1)
    assert (Objection.objects.of(organisation).count(), Person.objects.count()) == (1, people)


CODE = "MECARD:N:Belkacem,Nadia;ORG:Orme SAS;TITLE:DRH;EMAIL:nadia.belkacem@orme.example;;"


@pytest.mark.parametrize("door", ["desk", "api", "console"])
def test_a_badge_scanned_by_any_door(
    door: str, alix: Member, organisation: Organisation, tmp_path: Path, capsys: Any
) -> None:
    """Not told: she is on the list of who must be, due the day she gave it; a referral without its author is refused."""
    _token, secret = make_token(alix, name="essai", scopes=["read", "write"], by=alix, at=NOON)
    api = Client(headers={"authorization": f"Bearer {secret}"})
    if door == "desk":
        client = signed_in(alix)
        told = {"door": "badge", "given_on": "2026-11-20", "code": CODE}
        said = client.post(reverse("desk:person_new"), told, follow=True).content.decode()
        wrong = client.post(reverse("desk:person_new"), told | {"door": "referred"}).content.decode()
        assert "pas celui d’une fiche" in client.post(reverse("desk:person_new"), told | {"code": "x"}).content.decode()
        waits = client.get(reverse("desk:informing")).content.decode()
        assert "sans être informée" in waits
    elif door == "api":
        told = {"door": "badge", "given_on": "2026-11-20", "card": CODE}
        said = str(api.post("/api/v1/people", told, content_type="application/json").json())
        wrong = api.post("/api/v1/people", told | {"door": "referred"}, content_type="application/json").json()[
            "detail"
        ]
        assert "2026-11-20" in said
        assert api.get("/api/v1/people/to-tell").json()[0]["people"] == 1
    else:
        (tmp_path / "code.txt").write_text(CODE)
        call = ["people", "add", "--on", "2026-11-20", "--card", str(tmp_path / "code.txt"), "--door"]
        assert main([*call, "badge"]) == 0
        said = capsys.readouterr().out
        assert main([*call, "referred"]) == 2
        wrong = capsys.readouterr().err
        assert "2026-11-20" in said
        assert main(["people", "to-tell", "--json"]) == 1
    her = Person.objects.of(organisation).get()
    assert (her.last_name, her.title, her.informed_at) == ("Belkacem", "DRH", None)
    assert "art. 14(2)(f)" in wrong
    assert her.provenances.get().source.code == "main-badge"
    assert said
