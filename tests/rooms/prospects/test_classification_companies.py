"""SIREN, legal form, NAF and diffusion status as lists write them."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fr import siren

from aval.prospects.classification import classify_companies, say, sector_name

pytestmark = pytest.mark.once


def one(**company):
    return classify_companies(pl.DataFrame([company])).row(0, named=True)


@pytest.mark.parametrize(
    ("given_as", "read"),
    [
        ("552 100 554", "552100554"),
        ("55210055400013", "552100554"),
        ("356000000", "356000000"),
        ("552100555", None),
        ("000000000", None),
        ("5521005", None),
    ],
)
def test_siren(given_as, read):
    answer = one(siren=given_as)
    assert answer["siren"] == read
    assert ("siren-invalid" in answer["company_why"]) == (read is None)


@given(st.text("0123456789", min_size=9, max_size=9).filter(lambda digits: digits != "0" * 9))
def test_the_key_is_the_register_s(digits):
    assert (one(siren=digits)["siren"] is not None) == siren.is_valid(digits)


@pytest.mark.parametrize(
    ("given_as", "code"),
    [
        ("SAS", "5710"),
        ("S.A.S.U.", "5710"),
        ("Société par actions simplifiée", "5710"),
        ("5710", "5710"),
        ("5710.0", "5710"),
        ("SARL unipersonnelle", "5499"),
        ("EI", "1000"),
        ("Micro-entreprise", "1000"),
        ("auto-entrepreneur", "1000"),
        ("Entrepreneur individuel", "1000"),
        ("Profession libérale", "1000"),
        ("Association loi 1901", "9220"),
        ("Commune", "7210"),
        ("GmbH", "3220"),
        ("1", "1000"),
        ("9999", None),
        ("on ne sait pas", None),
    ],
)
def test_legal_form(given_as, code):
    answer = one(legal_form=given_as)
    assert answer["legal_form"] == code
    assert answer["legal_form_confidence"] == (1.0 if code else 0.0)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Durand SARL", "5499"),
        ("SAS Durand", "5710"),
        ("Mairie de Vaux", "7210"),
        ("Martin SA", "5599"),
        ("Sa maison", None),
        ("Durand", None),
    ],
)
def test_legal_form_read_in_the_name(name, code):
    answer = one(name=name, legal_form="")
    assert answer["legal_form"] == code
    assert ("legal-form-from-name" in answer["company_why"]) == (code is not None)
    assert answer["legal_form_confidence"] == (0.7 if code else 0.0)


@pytest.mark.parametrize(
    ("given_as", "code", "revision", "sector"),
    [
        ("62.01Z", "62.01Z", "rev2", "J"),
        ("6201z", "62.01Z", "rev2", "J"),
        ("62.20G", "62.20G", "2025", "J"),
        ("5610A", "56.10A", "rev2", "I"),
        ("84.11Y", "84.11Y", "2025", "O"),
        ("43.99", None, None, None),
        ("04.11Z", None, None, None),
        ("99.99Q", "99.99Q", None, "U"),
    ],
)
def test_naf_of_both_revisions(given_as, code, revision, sector):
    answer = one(naf=given_as)
    assert (answer["naf"], answer["naf_revision"], answer["sector"]) == (code, revision, sector)


def test_a_sector_is_the_same_whichever_the_revision():
    """NAF 2025 calls its section of programming K; an offer for J must still reach it."""
    assert one(naf="62.01Z")["sector"] == one(naf="62.20G")["sector"] == "J"
    assert sector_name("J") == "Information et communication"
    assert sector_name("J", "en") == "Information and communication"


@pytest.mark.parametrize(
    ("given_as", "status"), [("O", "O"), ("P", "P"), ("N", "P"), ("[ND]", "P"), ("[NON-DIFFUSIBLE]", "P"), ("?", None)]
)
def test_diffusion_status(given_as, status):
    assert one(sirene_status=given_as)["sirene_status"] == status


def test_what_is_absent_is_unknown_and_silent():
    answer = one(siren=None, legal_form="", naf=None, sirene_status="")
    assert answer["company_why"] == []
    assert {answer[name] for name in ("siren", "legal_form", "naf", "sector", "sirene_status")} == {None}


def test_what_could_not_be_read_is_said_in_words():
    why = one(siren="1", legal_form="?", naf="?", sirene_status="?")["company_why"]
    assert len(why) == 4
    assert all(say(code) != code for code in why)
