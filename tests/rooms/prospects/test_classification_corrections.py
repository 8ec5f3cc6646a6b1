"""What a member corrected stays corrected, however the same thing is written next time."""

import polars as pl
import pytest

from aval.prospects.classification import (
    apply_corrections,
    classify_addresses,
    classify_titles,
    normalise_emails,
    title_subject,
    title_subjects,
)

pytestmark = pytest.mark.once


def corrections(*rows):
    return pl.DataFrame(rows, dict.fromkeys(["about", "subject", "field", "value"], pl.String), orient="row")


def test_a_title_corrected_once_is_corrected_under_every_spelling():
    titles = pl.Series(["Ninja des Données", "NINJA DONNÉES", "Acheteur"])
    frame = classify_titles(titles).with_columns(subject=title_subjects(titles))
    known = corrections(("title", title_subject("Ninja de données"), "function", "informatique"))
    read = apply_corrections(frame, known, "title")
    assert read["function"].to_list() == ["informatique", "informatique", "achats"]
    assert read["function_confidence"].to_list()[:2] == [1.0, 1.0]
    assert read["function_why"].to_list()[0] == ["corrected"]
    assert read["function_why"].to_list()[2] != ["corrected"]


def test_an_address_corrected_by_its_normal_form():
    emails = pl.Series(["Contact+x@Acme.example", "contact@autre.example"])
    frame = classify_addresses(pl.DataFrame({"email": emails})).with_columns(subject=normalise_emails(emails)["normal"])
    known = corrections(("address", "contact@acme.example", "recipient_kind", "sole_trader"))
    read = apply_corrections(frame, known, "address")
    assert read["recipient_kind"].to_list() == ["sole_trader", "generic_legal_person"]
    assert read["confidence"][0] == 1.0


def test_the_later_of_two_corrections_wins_and_no_row_is_doubled():
    frame = pl.DataFrame({"subject": ["a"], "function": ["rh"], "seniority": ["manager"]})
    known = corrections(("title", "a", "function", "achats"), ("title", "a", "function", "finance"))
    assert apply_corrections(frame, known, "title")["function"].to_list() == ["finance"]


def test_a_correction_of_one_thing_leaves_the_others():
    frame = pl.DataFrame({"subject": ["a"], "function": ["rh"], "seniority": ["manager"]})
    known = corrections(("address", "a", "recipient_kind", "sole_trader"), ("title", "a", "colour", "blue"))
    assert apply_corrections(frame, known, "title").equals(frame)
    assert apply_corrections(frame, corrections(), "title").equals(frame)
