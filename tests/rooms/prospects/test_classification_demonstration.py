"""The demonstration's lists hold the traps they say, and nobody real."""

import csv
import re
import tomllib
from datetime import date
from importlib.resources import files

import polars as pl
import pytest

from aval.console.demonstration.lists import BAD, GOOD, HERE, KEPT_ON, OURS, make_lists
from aval.prospects.classification import classify_addresses, classify_companies, normalise_emails, normalise_phones
from aval.prospects.headers import recognise
from aval.prospects.models import Source, SupplierFile

pytestmark = pytest.mark.once

LAYOUTS = (OURS, GOOD, BAD)
EMAIL = {OURS: "Courriel", GOOD: "Email", BAD: "EMAIL"}
NAMES = {OURS: ("Prénom", "Nom"), GOOD: ("First Name", "Last Name"), BAD: ("FIRSTNAME", "LASTNAME")}
COMPANY = {
    OURS: ("Organisation", "Forme juridique"),
    GOOD: ("Company Name", "Legal form"),
    BAD: ("SOCIETE", "FORME_JURIDIQUE"),
}
PHONES = {OURS: ("Téléphone", "Mobile"), GOOD: ("Phone Number", "Mobile Phone Number"), BAD: ("SMS",)}
FICTION = r"^\+33(63998|19900|26191|35301|46571|53649)\d{4}$"


def read(layout, folder=HERE):
    text = (folder / layout.file).read_bytes().decode(layout.encoding)
    return pl.DataFrame(list(csv.DictReader(text.splitlines(), delimiter=layout.separator)))


def expected(layout):
    rows = csv.DictReader((HERE / "expected.csv").read_text("utf-8").splitlines())
    return [row for row in rows if row["list"] == layout.file]


def classified(layout):
    frame, (first, last), (company, form) = read(layout), NAMES[layout], COMPANY[layout]
    companies = classify_companies(frame.select(name=company, legal_form=form, siren="SIREN"))
    columns = {"email": EMAIL[layout], "first_name": first, "last_name": last, "company": company}
    return companies, classify_addresses(
        frame.select(**columns).hstack(companies.select("legal_form", "legal_form_confidence"))
    )


def test_the_kept_lists_are_those_the_generator_writes(tmp_path):
    make_lists(tmp_path, KEPT_ON)
    for name in (*(layout.file for layout in LAYOUTS), "expected.csv"):
        assert (tmp_path / name).read_bytes() == (HERE / name).read_bytes(), (
            f"run python -m aval.console.demonstration.lists ({name})"
        )


def test_some_six_hundred_people():
    assert 560 <= sum(read(layout).height for layout in LAYOUTS) <= 640


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.file)
def test_nobody_can_be_written_to_or_called(layout):
    frame = read(layout)
    for host in normalise_emails(frame[EMAIL[layout]])["host"].drop_nulls():
        assert host.endswith(".example")
    for column in PHONES[layout]:
        for number in normalise_phones(frame[column])["normal"].drop_nulls():
            assert re.match(FICTION, number)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.file)
def test_each_trap_is_classified_as_it_says(layout):
    _, found = classified(layout)
    for row in expected(layout):
        if row["answer"].startswith("import:") and row["answer"] not in {"import:merged", "import:opposed"}:
            continue
        assert found["recipient_kind"][int(row["line"]) - 2] == row["recipient_kind"], row


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.file)
def test_whoever_is_no_trap_is_who_she_seems(layout):
    frame, (_, found), traps = read(layout), classified(layout), {int(row["line"]) for row in expected(layout)}
    for line, (named, kind, sure) in enumerate(
        zip(frame[NAMES[layout][1]], found["recipient_kind"], found["confidence"], strict=True), start=2
    ):
        if line not in traps:
            assert kind == ("pro_nominative" if named else "generic_legal_person")
            assert sure >= 0.7


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.file)
def test_companies_are_well_formed(layout):
    companies, _ = classified(layout)
    assert set(companies["company_why"].explode().drop_nulls()) <= {"legal-form-from-name"}
    assert all(siren.startswith("000") for siren in companies["siren"].drop_nulls())


def test_what_the_import_refuses_is_what_it_says():
    for layout in LAYOUTS:
        refusals = normalise_emails(read(layout)[EMAIL[layout]])["refusal"]
        for row in expected(layout):
            if row["trap"] == "bad-address":
                assert refusals[int(row["line"]) - 2] == row["answer"].removeprefix("import:address-")


def test_the_same_person_is_met_in_two_lists_and_two_spellings():
    normals = {layout: set(normalise_emails(read(layout)[EMAIL[layout]])["normal"].drop_nulls()) for layout in LAYOUTS}
    assert len(normals[OURS] & normals[GOOD]) >= 12
    assert len(normals[OURS] & normals[BAD]) >= 3
    assert len(normals[OURS]) < read(OURS).height - 6


def test_dates_follow_the_day(tmp_path):
    make_lists(tmp_path, date(2030, 1, 31))
    assert max(read(GOOD, tmp_path)["Create Date"]) > "2030-01-01"


def test_every_list_is_declared_with_fields_its_source_has():
    declared = tomllib.loads((HERE / "sources.toml").read_text("utf-8"))["source"]
    assert [source["file"] for source in declared] == [layout.file for layout in LAYOUTS]
    for source in declared:
        supplier = source.pop("supplier_file", {})
        del source["file"]
        for model, given in ((Source, source), (SupplierFile, supplier)):
            for name in given:
                assert model._meta.get_field(name.replace("_days_ago", "_on"))


def test_every_list_is_recognised_by_its_header():
    for layout in LAYOUTS:
        mapping = recognise(layout.header.split(layout.separator)).values()
        assert {
            "email",
            "first_name",
            "last_name",
            "title",
            "company",
            "siren",
            "legal_form",
            "naf",
            "collected_on",
        } <= set(mapping)
        assert {"stop_all", "stop_email"} & set(mapping)
        assert "" not in mapping


def test_every_answer_is_a_finding_of_the_law():
    words = tomllib.loads((files("aval.clearance") / "wording.toml").read_text("utf-8"))
    findings = {
        row["answer"] for layout in LAYOUTS for row in expected(layout) if not row["answer"].startswith("import:")
    }
    assert findings - {""} <= words.keys()
