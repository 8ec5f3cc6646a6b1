"""Titles as lists write them, and the titles of ROME, read into business functions."""

import csv
from pathlib import Path

import polars as pl
import pytest

from aval.prospects.classification import classify_titles, functions, say, seniorities
from aval.prospects.classification.reference import rows
from aval.prospects.classification.titles import terms

pytestmark = pytest.mark.once

BY_HAND = list(csv.DictReader((Path(__file__).parent / "classification_titles.csv").read_text("utf-8").splitlines()))


def test_titles_written_by_hand(capsys):
    """Every one of them, to the word: function, others, seniority."""
    read = classify_titles(pl.Series([row["title"] for row in BY_HAND]))
    expected = [(row["function"] or None, row["others"].split(), row["seniority"] or None) for row in BY_HAND]
    found = list(zip(read["function"], read["other_functions"].to_list(), read["seniority"], strict=True))
    wrong = [
        (row["title"], is_, should) for row, is_, should in zip(BY_HAND, found, expected, strict=True) if is_ != should
    ]
    with capsys.disabled():
        print(f" {len(BY_HAND) - len(wrong)} of {len(BY_HAND)} titles", end="")  # noqa: T201  a figure worth seeing
    assert len(BY_HAND) >= 150
    assert not wrong


def test_the_titles_of_rome(capsys):
    """Nearly all are read as their ROME code says; the others are those where words know better (RSSI, paie…)."""
    by_prefix = {row["rome"]: row["function"] for row in rows("rome_functions.csv")}
    titles = rows("rome_titles.csv")
    expected = [
        next(by_prefix[row["rome"][:n]] for n in (5, 4, 3, 1) if row["rome"][:n] in by_prefix) for row in titles
    ]
    read = classify_titles(pl.Series([row["title"] for row in titles]))
    share = sum(is_ == should for is_, should in zip(read["function"], expected, strict=True)) / len(titles)
    with capsys.disabled():
        print(f" {share:.1%} of {len(titles)} titles", end="")  # noqa: T201  a figure worth seeing
    assert share > 0.985
    assert read["function"].null_count() < 10


SPELLINGS = [
    [
        "Directeur des achats",
        "Directrice des Achats",
        "DIRECTEUR/DIRECTRICE DES ACHATS",
        "Directeur / Directrice des achats",
    ],
    [
        "Directeur(trice) des achats",
        "Directeur·trice des achats",
        "Directeur.trice achats",
        "Directeur des achats (H/F)",
    ],
    ["Chargé de communication", "Chargée de communication", "Chargé(e) de communication", "Chargé·e de communication"],
    ["DRH", "D.R.H.", "drh", "DRH F/H"],
    ["Directeur R&D", "Directeur R et D", "Directrice recherche et développement"],
    ["Agent administratif / Agente administrative", "Agente administrative", "Agent(e) administratif(ve)"],
]


@pytest.mark.parametrize("spellings", SPELLINGS, ids=lambda spellings: spellings[0])
def test_one_title_however_spelled(spellings):
    read = classify_titles(pl.Series(spellings))
    assert read["function"].n_unique() == 1
    assert read["seniority"].n_unique() == 1
    assert read["function"][0] is not None


def test_what_is_not_read_has_no_function_and_no_confidence():
    read = classify_titles(pl.Series(["Ninja", None, "", "Chef de projet"], dtype=pl.String))
    assert read["function"].to_list() == [None] * 4
    assert read["function_confidence"].to_list() == [0.0] * 4


def test_a_misspelled_word_is_less_sure():
    sure, typo = classify_titles(pl.Series(["Directeur financier", "Directuer financier"])).iter_rows(named=True)
    assert typo["function"] == sure["function"]
    assert typo["function_confidence"] < sure["function_confidence"]
    assert "typo:directuer>directeur" in typo["function_why"]


def test_a_word_that_only_qualifies_lowers_confidence():
    alone, qualified = classify_titles(
        pl.Series(["Ingénieur commercial", "Ingénieur commercial informatique"])
    ).iter_rows(named=True)
    assert qualified["function"] == "commercial"
    assert qualified["other_functions"] == []
    assert qualified["function_confidence"] < alone["function_confidence"]


def test_the_vocabulary_is_closed_and_said_in_both_languages():
    used = {term.function for term in terms().values() if term.function} | {
        row["function"] for row in rows("rome_functions.csv")
    }
    assert used <= functions("fr").keys()
    assert functions("fr").keys() == functions("en").keys()
    assert {term.seniority for term in terms().values() if term.seniority} <= seniorities().keys()
    assert all(len(code) <= 40 for code in functions())


def test_no_term_is_written_twice():
    """Two lines that read alike would hide each other."""
    assert len(terms()) == len(rows("title_terms.csv"))


def test_every_reason_has_its_words():
    whys = classify_titles(pl.Series([row["title"] for row in BY_HAND]))["function_why"].explode().drop_nulls().unique()
    assert all(say(code, language) != code for code in whys for language in ("fr", "en"))
