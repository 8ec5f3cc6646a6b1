"""For any spelling, any cell and any bytes: objections are found again, nothing falls over, no line is lost in silence."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aval.prospects import headers, reading
from aval.prospects.classification import normalise_email, normalise_phone
from aval.prospects.describing import classify, fingerprint_lines
from aval.prospects.fingerprints import fingerprint
from aval.prospects.lines import read_cells
from aval.prospects.reading import Batch, Layout, Unreadable

pytestmark = pytest.mark.once
TODAY = date(2026, 11, 23)
COLUMNS = (
    "Email",
    "Téléphone",
    "Prénom",
    "Nom",
    "Société",
    "SIREN",
    "Date de collecte",
    "Consent date",
    "Opposition",
    "Status",
    "Pays",
    "Civilité",
)


def lines_of(rows: list[list[str]], columns: tuple[str, ...] = COLUMNS):
    batch = Batch(len(rows) + 1, list(range(2, len(rows) + 2)), rows)
    return fingerprint_lines(read_cells(batch, columns, headers.recognise(columns), TODAY))


@st.composite
def spellings(draw):
    """An address, and the same written as lists write it."""
    local = draw(st.from_regex(r"[a-z][a-z0-9]{0,9}(\.[a-z0-9]{1,9})?", fullmatch=True))
    host = draw(st.sampled_from(["kermeur.example", "mail.kermeur.example", "étang.example", "gmail.com", "orange.fr"]))
    written = draw(st.sampled_from([local, local.upper(), local.title()])) + draw(
        st.sampled_from(["", "+salon", "+A.b"])
    )
    written += "@" + draw(st.sampled_from([host, host.upper(), host.title()]))
    around = draw(
        st.sampled_from(
            ["{}", " {} ", "<{}>", '"{}"', "mailto:{}", "{};", "{}.", '="{}"', "Jean <{}>", "\u00a0{}", "{}\u200b"]
        )
    )
    return f"{local}@{host}", around.format(written)


@given(spellings())
def test_an_address_objected_to_is_found_again_under_any_spelling(pair):
    plain, written = pair
    heard = fingerprint("email", normalise_email(plain).normal)
    line = lines_of([[written]], ("Email",))
    assert line["refused_reason"].to_list() == [None]
    assert line["email_print"].to_list() == [heard]


@given(
    st.from_regex(r"0[1-59] 99 00 \d\d \d\d|06 39 98 \d\d \d\d", fullmatch=True),
    st.sampled_from(["{}", "+33{1}", "0033 {1}", '="{}"', "({}) ", "tel:{}", "+33 (0){1}"]),
    st.sampled_from([" ", ".", "-", "", "\u00a0"]),
)
def test_a_number_objected_to_is_found_again_under_any_spelling(number, shape, gap):
    seen = normalise_phone(number)
    if not hasattr(seen, "e164"):
        return  # no such plan
    written = shape.format(number.replace(" ", gap), number[1:].replace(" ", gap))
    assert lines_of([[written]], ("Téléphone",))["phone_print"].to_list() == [fingerprint("phone", seen.e164)]


@given(st.lists(st.lists(st.text(max_size=40), min_size=len(COLUMNS), max_size=len(COLUMNS)), min_size=1, max_size=6))
def test_whatever_the_cells_hold_each_line_is_good_or_says_why(rows):
    lines = classify(lines_of(rows))
    assert lines.height == len(rows)
    for refused, mail, phone in lines.select("refused_reason", "email_normal", "phone_normal").iter_rows():
        assert refused or mail or phone


@given(
    st.binary(max_size=600),
    st.sampled_from([b"", b"Email;Nom\n", b"\xff\xfe", b"\xef\xbb\xbfEmail\n", b'"Email","Nom"\n']),
)
def test_whatever_the_bytes_reading_ends_and_counts_lines(content, start):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        path.write_bytes(start + content)
        layout = reading.survey(path)
        if isinstance(layout, Unreadable):
            return
        assert isinstance(layout, Layout)
        batches = list(reading.batches(path, layout, size=3))
        numbers = sorted(
            [n for batch in batches for n in batch.lines] + [bad.line for batch in batches for bad in batch.bad]
        )
        assert len(set(numbers)) == len(numbers)
        assert all(number > layout.header_line for number in numbers)
