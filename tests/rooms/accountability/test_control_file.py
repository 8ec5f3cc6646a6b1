"""What a control asks for is in the file, readable alone, and one byte changed anywhere is named."""

import csv
import io
import json
import zipfile

import pytest

from aval import evidence
from aval.accountability.control_file import documents, parts, rehearse
from aval.accountability.register import sign_register
from aval.evidence import check_file
from aval.prospects.objecting import object_to
from aval.rights.cases import open_case
from tests.cast import NOON, make_campaign, make_source

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
    assert {f"pieces/{one.name}" for one in documents()} <= names
    assert all(f'href="pieces/{one.name}"' in index for one in documents())
    assert "prospecting" in kept["reel"]
    assert check_file(str(file)).ok


def test_the_tables_say_what_is(file, source, offer):
    assert [row[0] for row in table(file, "sources.csv")[1:]] == [source.code]
    assert table(file, "demandes.csv")[1][1] == "accès à ses données"
    assert table(file, "interets-legitimes.csv")[1][0] == offer.code
    assert sum(int(row[2]) for row in table(file, "oppositions.csv")[1:]) >= 1
    assert {row[-1] for row in table(file, "acces.csv")[1:]} == {"non"}  # nobody has a second factor
    assert table(file, "campagnes.csv")[1][0].startswith("'=")  # no spreadsheet runs it
    assert all(len(row) == len(one.columns) for one in documents() for row in table(file, one.name))


def test_one_byte_changed_is_named(file, tmp_path):
    forged = tmp_path / "forge.zip"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(forged, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, text.replace(b"acc\xc3\xa8s", b"acces") if name == "pieces/demandes.csv" else text)
    report = check_file(str(forged))
    assert not report.ok
    assert "demandes.csv" in report.account("fr")


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
