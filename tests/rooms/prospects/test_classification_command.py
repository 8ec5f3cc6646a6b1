"""`aval classify`: a line in, a line out, in order; a bad line stops nothing."""

import json
import subprocess
import sys

import pytest

from aval.console.classify import BATCH, answer_lines

pytestmark = pytest.mark.once

CONTRACT = ["id", "recipient_kind", "address_kind", "function", "seniority", "sector", "confidence", "why"]


def answers(*lines, language="fr"):
    return list(answer_lines((line if isinstance(line, str) else json.dumps(line) for line in lines), language))


def test_a_line_is_answered_as_the_contract_says():
    line = {
        "id": 7,
        "email": "Sophie.Martin@acme.example",
        "title": "Directrice des achats",
        "company": "Acme",
        "legal_form": "SAS",
        "naf": "62.01Z",
        "phone": "06 39 98 12 34",
    }
    (answer,) = answers(line)
    assert list(answer)[: len(CONTRACT)] == CONTRACT
    assert answer["id"] == 7
    assert (answer["recipient_kind"], answer["address_kind"]) == ("pro_nominative", "person_name")
    assert (answer["function"], answer["seniority"], answer["sector"]) == ("achats", "director", "J")
    assert answer["phone"] == "+33639981234"
    assert 0.8 < answer["confidence"] <= 1


def test_every_code_of_an_answer_is_said_in_both_languages():
    line = {
        "email": "contact@acme.example",
        "title": "Directuer financier",
        "legal_form": "5710",
        "phone": "0639981234",
        "siren": "1",
        "naf": "?",
    }
    french, english = answers(line)[0], answers(line, language="en")[0]
    assert french["why"] == english["why"]
    assert french["texts"] != english["texts"]
    assert not set(french["why"]) & set(french["texts"])


def test_a_bad_line_stops_nothing():
    read = answers({"id": "a", "email": "contact@acme.example"}, "{", "[]", {"id": "b", "email": 12}, {"id": "c"})
    assert [answer["id"] for answer in read] == ["a", None, None, "b", "c"]
    assert [answer.get("error", {}).get("code") for answer in read] == [
        None,
        "not-json",
        "not-an-object",
        "not-text",
        None,
    ]
    assert read[3]["error"]["field"] == "email"
    assert read[4]["recipient_kind"] == "unknown"
    assert read[4]["confidence"] == 0


def test_more_lines_than_a_batch_stay_in_order():
    read = answers(*({"id": number, "title": "DAF" if number % 2 else "DRH"} for number in range(BATCH + 10)))
    assert [answer["id"] for answer in read] == list(range(BATCH + 10))
    assert {answer["function"] for answer in read[1::2]} == {"finance"}


def test_the_command_needs_no_base_and_leaves_nothing(tmp_path):
    told = subprocess.run(
        [sys.executable, "-m", "aval.console.main", "classify", "--lang", "en"],
        input='{"id": 1, "email": "gerant@acme.example"}\n',
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": "", "AVAL_HOME": str(tmp_path / "home"), "PYTHONPATH": "."},
    )
    answer = json.loads(told.stdout)
    assert answer["address_kind"] == "function_of_one_person"
    assert "function of one person" in answer["texts"]
    assert not (tmp_path / "home").exists()
