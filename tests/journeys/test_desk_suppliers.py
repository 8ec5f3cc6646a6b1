"""A file bought, from the dossier to the first person seen; a form audited at the desk (sanctions.md F: 8 to 12, 14, 17)."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from aval.accounts.models import Member, Organisation
from aval.evidence.models import Entry
from aval.prospects.importing import import_file
from aval.prospects.models import Objection, Person, Sample, Source
from aval.prospects.sources import declare_source
from aval.prospects.suppliers import asked_of
from tests.cast import NOON
from tests.journeys.test_desk import signed_in

pytestmark = pytest.mark.django_db
FORMS = Path(__file__).parents[1] / "rooms" / "collection" / "forms"
WORDING = "Oui, je souhaite recevoir par e-mail les offres d’Atelier Nord"


@pytest.fixture(autouse=True)
def no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Chromium adds has its own tests."""
    monkeypatch.setenv("AVAL_CHROMIUM", "")


@pytest.fixture
def bought(organisation: Organisation, alix: Member, tmp_path: Path) -> Source:
    source = declare_source(
        organisation, by=alix, at=NOON, code="boreal", name="Boréal Données SAS", kind="bought", collection_mode="indirect",
        basis="consent", address_origin="supplied", holder="Boréal Données SAS", collected_on=date(2026, 9, 1),
        supplier={"contract_reference": "C-12", "contract_on": date(2026, 8, 1), "lawful_collection_checked": True},
    )  # fmt: skip
    head = "Prénom;Nom;Courriel;Date du consentement;Texte du consentement;Version du consentement\n"
    lines = "".join(f"Zoé;Née{n};z{n}@kermeur.example;2026-09-12 10:{n};{WORDING};v3\n" for n in range(10, 40))
    path = tmp_path / "boreal.csv"
    path.write_text(head + lines, encoding="utf-8")
    import_file(organisation, source, path, at=NOON)
    return source


def piece(client: Client, source: Source, name: str, **fields: object) -> str:
    where = reverse("desk:source_pieces", args=[source.code])
    answer = client.post(
        where, {"piece": name} | {f"{name}-{field}": value for field, value in fields.items()}, follow=True
    )
    assert answer.status_code == 200
    return answer.content.decode()


def html(name: str) -> str:
    return (FORMS / f"{name}.html").read_text(encoding="utf-8")


def show_all(client: Client, source: Source, organisation: Organisation, *, form: str = "clean-contact-fr") -> str:
    piece(client, source, "form", html=html(form), site="jeux.example", from_on="2026-01-01")
    piece(client, source, "partners", dated_on="2026-08-01", text=f"Cèdre SARL\n{organisation.legal_name}")
    piece(client, source, "draw", size=60)
    asked = asked_of(Sample.objects.get())
    rows = "".join(
        f"{one.email};2026-09-12 10:{n:02};{WORDING};v3;jeux.example\n" for n, one in enumerate(asked, start=10)
    )
    proofs = SimpleUploadedFile("preuves.csv", ("email;date;texte;version;site\n" + rows).encode())
    return piece(client, source, "proofs", proofs=proofs)


def test_nobody_sees_a_bought_file_until_its_pieces_hold(
    bought: Source, organisation: Organisation, ines: Member, alix: Member
) -> None:
    client = signed_in(ines)
    for address in (
        reverse("desk:people"),
        reverse("desk:people") + "?q=Née11",
        reverse("desk:people") + "?source=boreal",
    ):
        assert "kermeur" not in signed_in(alix).get(address).content.decode()
    hidden = Person.objects.of(organisation).first()
    assert signed_in(alix).get(reverse("desk:person", args=[hidden.pk])).status_code == 404
    assert "kermeur" not in b"".join(client.get(reverse("desk:people_export")).streaming_content).decode()
    page = show_all(client, bought, organisation)
    assert "30 preuves valables sur 30" in page
    bought.supplier_file.refresh_from_db()
    told = bought.supplier_file
    assert (told.captures_seen, told.partner_list_names_us, told.sample_size, told.sample_valid) == (True, True, 30, 30)
    assert Person.objects.of(organisation).filter(quarantined=False).count() == 30
    assert "kermeur" in signed_in(alix).get(reverse("desk:people") + "?source=boreal").content.decode()


def test_a_form_at_fault_keeps_everybody_in(bought: Source, organisation: Organisation, ines: Member) -> None:
    page = show_all(signed_in(ines), bought, organisation, form="ticked-attribute")
    assert "est en faute" in page
    assert Person.objects.of(organisation).filter(quarantined=False).count() == 0


def test_a_list_without_our_name_and_one_with_it_contradict(
    bought: Source, organisation: Organisation, ines: Member
) -> None:
    client = signed_in(ines)
    piece(client, bought, "partners", dated_on="2026-08-01", text=organisation.legal_name)
    page = piece(client, bought, "partners", dated_on="2026-08-01", text="Cèdre SARL")
    assert "se contredisent" in page
    assert "ligne 1" in page


def test_missing_proofs_are_said_line_by_line(bought: Source, organisation: Organisation, ines: Member) -> None:
    client = signed_in(ines)
    piece(client, bought, "draw", size=5)
    empty = SimpleUploadedFile("preuves.csv", b"email;date;texte;version;site\n")
    page = piece(client, bought, "proofs", proofs=empty)
    assert page.count("aucune preuve n’a été remise") == 5
    page = piece(client, bought, "proofs", proofs=SimpleUploadedFile("preuves.csv", b"email;date\n"))
    assert "Il manque au fichier de preuves la colonne" in page


def test_a_renter_sends_and_returns_the_objections(organisation: Organisation, ines: Member, alix: Member) -> None:
    source = declare_source(
        organisation, by=alix, at=NOON, code="loueur", name="Cèdre Location SAS", kind="rented", collection_mode="indirect", basis="consent",
        address_origin="supplied", holder="Cèdre Location SAS", collected_on=date(2026, 9, 1), supplier={"contract_reference": "L-1"},
    )  # fmt: skip
    message = f"De la part de {organisation.legal_name}"
    page = piece(
        signed_in(ines),
        source,
        "rental",
        sent_on="2026-11-01",
        recipients=900,
        message=message,
        objections="d@prospect.example",
    )
    assert "vous nomme" in page
    assert Objection.objects.of(organisation).count() == 1
    assert Person.objects.of(organisation).count() == 0


def test_the_pieces_are_for_who_checks_suppliers_of_this_house(bought: Source, alix: Member, chloe: Member) -> None:
    where = reverse("desk:source_pieces", args=[bought.code])
    assert signed_in(alix).get(where).status_code == 403
    assert signed_in(chloe).get(where).status_code != 200


@pytest.mark.django_db(transaction=True)
def test_a_form_is_audited_and_the_answer_proved(alix: Member) -> None:
    client = signed_in(alix)
    where = reverse("desk:audit")
    assert client.get(where).status_code == 200
    page = client.post(where, {"html": html("ticked-by-script")}).content.decode()
    assert "dit oui à la place de la personne" in page
    assert "est à corriger" in page
    entry = Entry.objects.get(kind="form:audited")
    assert '"verdict":"fail"' in entry.payload.replace(" ", "")
    refused = client.post(where, {"url": "http://127.0.0.1/"}).content.decode()
    assert "pas publique" in refused
    assert "d’une seule façon" in client.post(where, {"html": ""}).content.decode()
    assert datetime.now(UTC) >= entry.at
