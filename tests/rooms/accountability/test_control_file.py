"""What a control asks for is in the file, readable alone, and one byte changed anywhere is named."""

import csv
import io
import json
import zipfile
from datetime import date

import pytest

from aval import evidence
from aval.accountability.control_file import REGISTER, keeps, parts, rehearse
from aval.accountability.pieces import DOCUMENTS, Asked, named
from aval.accountability.register import sign_register
from aval.evidence import NotADossier, check_file
from aval.prospects.objecting import object_to
from aval.rights.cases import open_case
from tests.cast import NOON, make_campaign, make_person, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(organisation, dominique, offer, source, tmp_path):
    make_campaign(offer, source, name='=HYPERLINK("x")')
    open_case(organisation, "access", door="letter", received_at=NOON, at=NOON, contact="x@kermeur.example")
    object_to(organisation, dominique, origin="spoken", heard_at=NOON, at=NOON)
    path = tmp_path / "dossier.zip"
    with path.open("wb") as out:
        evidence.export(organisation.pk, out, at=NOON, parts=parts(organisation, at=NOON))
    return path


def table(path, name):
    with zipfile.ZipFile(path) as archive:
        return list(csv.reader(io.StringIO(archive.read(f"pieces/{name}").decode()), delimiter=";"))


def test_every_document_is_there_and_the_whole_verifies(file):
    with zipfile.ZipFile(file) as archive:
        names = set(archive.namelist())
        index = archive.read("index.html").decode()
        kept = json.loads(archive.read("pieces/registre.json"))
    assert {f"pieces/{one.name}" for one in DOCUMENTS} <= names
    assert all(f'href="pieces/{one.name}"' in index for one in DOCUMENTS)
    assert "prospecting" in kept["reel"]
    assert check_file(str(file)).ok


def test_the_tables_say_what_is(file, source, offer):
    assert [row[0] for row in table(file, "sources.csv")[1:]] == [source.code]
    assert table(file, "demandes.csv")[1][1] == "accès à ses données"
    assert table(file, "interets-legitimes.csv")[1][0] == offer.code
    assert sum(int(row[2]) for row in table(file, "oppositions.csv")[1:]) >= 1
    assert {row[-1] for row in table(file, "acces.csv")[1:]} == {"non"}  # nobody has a second factor
    assert table(file, "campagnes.csv")[1][0].startswith("'=")  # no spreadsheet runs it
    assert all(len(row) == len(one.columns) for one in DOCUMENTS for row in table(file, one.name))


SECTION_10 = {  # what is typically asked -> the piece that answers
    "register": "registre.json", "notices and their dates": "informations.csv", "forms of each version": "formulaires.csv",
    "contracts with suppliers": "sources.csv", "captures of their forms": "captures.csv", "proof of consent": "consentements.csv",
    "partner lists": "partenaires.csv", "oldest rows": "base-plus-anciens.csv", "retention policy": "conservation.csv",
    "purge proof": "purges.csv", "opposition procedure and test": "procedure-opposition.csv", "opposition list": "oppositions.csv",
    "requests and answers": "demandes.csv", "call scripts": "scripts-appels.csv", "lia": "interets-legitimes.csv",
    "security and passwords": "securite.csv", "breaches": "violations.csv",
}  # fmt: skip


def test_it_answers_the_whole_list_of_a_control(file):
    with zipfile.ZipFile(file) as archive:
        names = {name.rpartition("/")[2] for name in archive.namelist()}
    assert set(SECTION_10.values()) | set(REGISTER) <= names
    assert any(row[1] == "12" for row in table(file, "securite.csv"))
    assert table(file, "procedure-opposition.csv")[-1][2] == "répond"
    with zipfile.ZipFile(file) as archive:
        assert archive.read("pieces/registre.pdf").startswith(b"%PDF")


def rewritten(file, forged, name, change):
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(forged, "w") as new:
        for one in old.namelist():
            text = old.read(one)
            new.writestr(one, change(text) if one == name else text)
    return forged


def one_byte(text):
    place = len(text) // 2
    return text[:place] + bytes([text[place] ^ 1]) + text[place + 1 :]


def test_one_byte_changed_anywhere_is_named(file, tmp_path):
    """Every file in turn, the programs that verify included."""
    with zipfile.ZipFile(file) as archive:
        names = [one.filename for one in archive.infolist() if one.file_size]
    assert len(names) > 30
    for name in names:
        try:
            report = check_file(str(rewritten(file, tmp_path / "forge.zip", name, one_byte)))
        except NotADossier:
            assert name == "manifest.json"
            continue
        assert not report.ok, name
        if name.startswith("pieces/") or name.endswith((".py", ".txt", ".html")):
            assert name in report.account("fr"), name


def test_a_byte_of_the_zip_itself_is_seen_or_changes_nothing(file, tmp_path):
    whole, forged = file.read_bytes(), tmp_path / "forge.zip"
    with zipfile.ZipFile(file) as archive:
        said = {name: archive.read(name) for name in archive.namelist()}
    seen = 0
    for place in range(0, len(whole), max(1, len(whole) // 150)):
        forged.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        try:
            if not check_file(str(forged)).ok:
                seen += 1
                continue
        except NotADossier:
            seen += 1
            continue
        with zipfile.ZipFile(forged) as archive:  # a date or a mark of the container: what it holds is the same
            assert {name: archive.read(name) for name in archive.namelist()} == said
    assert seen > 100


def built(path, organisation, asked):
    with path.open("wb") as out:
        evidence.export(
            organisation.pk, out, at=NOON, parts=parts(organisation, at=NOON, asked=asked), keeps=keeps(organisation, asked)
        )  # fmt: skip
    return path


def test_restricted_to_a_complainant_it_says_nothing_of_others(organisation, source, dominique, tmp_path):
    other = make_person(source, first_name="Maud", email="maud.autre@kermeur.example")
    for person in (dominique, other):
        object_to(organisation, person, origin="spoken", heard_at=NOON, at=NOON)
        open_case(organisation, "access", door="letter", received_at=NOON, at=NOON, person=person)
    asked = Asked(complainants=frozenset(named(organisation, "dominique.vasseur@kermeur.example")))
    path = built(tmp_path / "elle.zip", organisation, asked)
    report = check_file(str(path))
    assert report.ok
    assert report.withheld > 0
    assert "non communiquées" in report.account("fr")
    with zipfile.ZipFile(path) as archive:
        hers = json.loads(archive.read(f"plaignants/{dominique.pk}.json"))
        entries = [json.loads(line) for line in archive.read("entries.jsonl").splitlines()]
        told = b"".join(archive.read(name) for name in archive.namelist())
    assert "dominique.vasseur@kermeur.example" in json.dumps(hers)
    assert b"maud.autre" not in told
    assert len(table(path, "demandes.csv")) == 2
    assert not any(entry["subject"] == f"person:{other.pk}" for entry in entries)
    assert report.entries == len(entries)


def test_restricted_to_pieces_and_days(organisation, dominique, tmp_path):
    open_case(organisation, "access", door="letter", received_at=NOON, at=NOON, contact="x@kermeur.example")
    long_ago = Asked(frozenset({"demandes", "registre.pdf"}), until=date(2020, 1, 1))
    path = built(tmp_path / "avant.zip", organisation, long_ago)
    with zipfile.ZipFile(path) as archive:
        pieces = {name for name in archive.namelist() if name.startswith("pieces/")}
        entries = [json.loads(line) for line in archive.read("entries.jsonl").splitlines()]
        assert "Restreint" in archive.read("index.html").decode()
    assert pieces == {"pieces/demandes.csv", "pieces/registre.pdf"}
    assert len(table(path, "demandes.csv")) == 1
    assert all(entry["payload"] is None for entry in entries)
    assert check_file(str(path)).ok
    today = built(tmp_path / "jour.zip", organisation, Asked(since=NOON.date()))
    assert len(table(today, "demandes.csv")) == 2


def test_what_was_withheld_cannot_be_forged(organisation, dominique, tmp_path):
    path = built(tmp_path / "avant.zip", organisation, Asked(until=date(2020, 1, 1)))
    forged = rewritten(path, tmp_path / "forge.zip", "withheld.jsonl", lambda _text: b"")
    assert check_file(str(forged)).why == "emptied"


def test_nothing_of_another_house(organisation, maison_sud, tmp_path):
    make_source(maison_sud.organisation, code="chez-eux", name="Liste de Maison Sud")
    path = tmp_path / "dossier.zip"
    with path.open("wb") as out:
        evidence.export(organisation.pk, out, at=NOON, parts=parts(organisation, at=NOON))
    with zipfile.ZipFile(path) as archive:
        told = b"".join(archive.read(name) for name in archive.namelist())
    assert b"Maison Sud" not in told
    assert b"chez-eux" not in told


def test_the_rehearsal_says_what_would_lack(organisation, ines, offer):
    lacking = rehearse(organisation, at=NOON)
    assert "Le registre n’a jamais été signé." in lacking
    assert "Aucune purge n’a encore été faite." in lacking
    sign_register(organisation, by=ines, at=NOON)
    assert "Le registre n’a jamais été signé." not in rehearse(organisation, at=NOON)
