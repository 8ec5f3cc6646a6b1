"""One mailbox, one number, however written: the normal forms that objections are matched by."""

import polars as pl
import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from aval.prospects.classification import (
    Normal,
    Phone,
    Refusal,
    normalise_email,
    normalise_emails,
    normalise_phone,
    normalise_phones,
)

pytestmark = pytest.mark.once

SPELLINGS = [
    "jean.dupont@acme.example",
    "Jean.Dupont@ACME.example",
    "  jean.dupont@acme.example\u00a0",
    "jean.dupont+salon@acme.example",
    "jean.dupont+a+b@acme.example",
    "mailto:jean.dupont@acme.example?subject=Bonjour",
    "MAILTO:jean.dupont%2Bsalon@acme.example",
    "Jean Dupont <jean.dupont@acme.example>",
    '"Dupont, Jean" <Jean.Dupont@acme.example>;',
    "<jean.dupont@acme.example>",
    "jean.dupont@acme.example.",
    "jean.dupont@acme.example,",
    "jean.dup\u200bont@acme.example",
    "ｊｅａｎ.dupont@acme.example",
    "'jean.dupont@acme.example'",
    '="jean.dupont@acme.example"',
    "(jean.dupont@acme.example)",
]
GMAIL = ["j.dupont@gmail.com", "jdupont@gmail.com", "J.D.upont+x@googlemail.com", "jdupont@googlemail.com"]
REFUSED = {
    "": "empty",
    "   ": "empty",
    "=cmd|' /C calc'!A0": "formula",
    '=HYPERLINK("mailto:j@acme.example")': "formula",
    "jean.dupont.acme.example": "no-at",
    "a@acme.example; b@acme.example": "several-addresses",
    "a@b@acme.example": "several-addresses",
    "jean dupont@acme.example": "spaces",
    "hélène@acme.example": "non-ascii-local",
    "jean..dupont@acme.example": "bad-local",
    ".jean@acme.example": "bad-local",
    "jean.@acme.example": "bad-local",
    "@acme.example": "bad-local",
    "jean@acme": "bad-domain",
    "jean@-acme.example": "bad-domain",
    "jean@acme_sa.example": "bad-domain",
    "jean@192.0.2.1": "bad-domain",
    "jean@acme.invalid": "bad-domain",
    "jean@acme.local": "bad-domain",
    "jean@acme..example": "bad-domain",
    f"{'x' * 65}@acme.example": "too-long",
    f"jean@{'a.' * 125}example": "too-long",
}


def seen(value):
    """What the column says of one value, in the shape of what the function says."""
    row = normalise_emails(pl.Series([value])).row(0, named=True)
    if row["refusal"]:
        assert row["normal"] is None
        return Refusal(row["refusal"])
    return Normal(row["address"], row["normal"], row["host"])


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_of_an_address_is_one(spelling):
    assert normalise_email(spelling).normal == "jean.dupont@acme.example"
    assert seen(spelling) == normalise_email(spelling)


@pytest.mark.parametrize("spelling", GMAIL)
def test_gmail_reads_no_dots(spelling):
    assert normalise_email(spelling).normal == "jdupont@gmail.com"
    assert seen(spelling) == normalise_email(spelling)


def test_what_we_write_to_keeps_its_tag_and_dots():
    assert normalise_email("J.Dupont+Salon@gmail.com").address == "j.dupont+salon@gmail.com"


def test_an_accented_domain_is_its_ascii_form():
    assert normalise_email("contact@Société.example").normal == "contact@xn--socit-esab.example"
    assert seen("contact@Société.example") == seen("contact@xn--socit-esab.example")


@pytest.mark.parametrize(("value", "code"), REFUSED.items())
def test_a_bad_address_says_why(value, code):
    assert normalise_email(value) == Refusal(code)
    assert seen(value) == Refusal(code)


ALPHABET = "abZ09.+-_'\"<> ,;@é\u200b()ﬁ"


@given(st.text(ALPHABET, max_size=12), st.text(ALPHABET, max_size=12), st.sampled_from(["@", "", "@x.", "@@"]))
def test_the_column_and_the_function_agree(left, right, middle):
    value = f"{left}{middle}{right}.example"
    assert seen(value) == normalise_email(value)


@given(st.emails())
def test_whatever_is_well_formed_is_read_or_refused_as_email_validator_says(value):
    answer = normalise_email(value)
    assert seen(value) == answer
    try:
        valid = validate_email(value, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        valid = None
    if isinstance(answer, Normal) and valid:
        assert answer.host == valid.ascii_domain.lower()
    if valid is None:
        assert isinstance(answer, Refusal)


@given(st.emails())
def test_the_normal_form_of_a_normal_form_is_itself(value):
    answer = normalise_email(value)
    if isinstance(answer, Normal):
        assert normalise_email(answer.normal).normal == answer.normal


PHONES = {
    "06 39 98 12 34": Phone("+33639981234", "mobile"),
    '="+33639981234"': Phone("+33639981234", "mobile"),
    "+33 (0)6 39 98 12 34": Phone("+33639981234", "mobile"),
    "0033.639.981.234": Phone("+33639981234", "mobile"),
    "639981234": Phone("+33639981234", "mobile"),
    "01 99 00 12 34": Phone("+33199001234", "fixed"),
    "02\u202f61\u202f91\u202f12\u202f34": Phone("+33261911234", "fixed"),
    "03 53 01 12 34": Phone("+33353011234", "fixed"),
    "04-65-71-12-34": Phone("+33465711234", "fixed"),
    "05/36/49/12/34": Phone("+33536491234", "fixed"),
    "0262 12 34 56": Phone("+262262123456", "fixed"),
    "0692123456": Phone("+262692123456", "mobile"),
    "0899 12 34 56": Phone("+33899123456", "premium"),
    "0800 12 34 56": Phone("+33800123456", "unknown"),
    "+49 30 1234567": Phone("+49301234567", "fixed"),
    "12": Refusal("too-short"),
    "06 39 98 12 34 56": Refusal("too-long"),
    "néant": Refusal("no-digits"),
    "=cmd|' /C calc'!A0": Refusal("formula"),
    "": Refusal("empty"),
}


@pytest.mark.parametrize(("value", "expected"), PHONES.items())
def test_a_number_however_written(value, expected):
    assert normalise_phone(value) == expected
    normal, kind, refusal = normalise_phones(pl.Series([value])).row(0)
    assert (Refusal(refusal) if refusal else Phone(normal, kind)) == expected


@given(st.from_regex(r"(\+33|0|0033)[ .]?[1-9]([ .]?[0-9]{2}){4}", fullmatch=True))
def test_the_fast_path_of_numbers_agrees(value):
    normal, kind, refusal = normalise_phones(pl.Series([value])).row(0)
    assert (Refusal(refusal) if refusal else Phone(normal, kind)) == normalise_phone(value)


def test_a_number_belongs_to_its_country():
    countries = pl.Series(["DE", None])
    assert normalise_phones(pl.Series(["030 1234567", "0639981234"]), countries)["normal"].to_list() == [
        "+49301234567",
        "+33639981234",
    ]
