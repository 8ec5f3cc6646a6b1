"""`aval decide` answers each line, in order, and says what is wrong with the bad ones."""

import io
import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest

from aval.console.decide import answer_lines
from aval.law.facts import VOCABULARY
from aval.law.schema import schema
from aval.law.tables import QUESTIONS
from tests.law.people import PROFESSIONAL, SERVICE
from tests.law.strategies import person

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def ask(*lines, question="contact", language="fr"):
    text = [line if isinstance(line, str | bytes) else json.dumps(line, default=str) for line in lines]
    return list(answer_lines(enumerate(text, start=1), AT, question, language))


def test_a_lawful_attempt_is_allowed_with_its_basis_and_obligations():
    (said,) = ask({"id": "p1", **PROFESSIONAL})
    assert said["id"] == "p1"
    assert (said["verdict"], said["basis"], said["reasons"]) == ("allow", "b2b-doctrine", [])
    assert "include-notice" in said["obligations"]
    assert len(said["law"]) == 64


def test_a_refusal_says_what_why_which_article_and_what_would_unlock():
    (said,) = ask({**PROFESSIONAL, "function": "legal"})
    (reason,) = said["reasons"]
    assert said["verdict"] == "refuse"
    assert reason["code"] == "function-outside"
    assert reason["rule"] == "relevance"
    assert "CNIL" in reason["article"]
    assert reason["text"].endswith(".")
    assert reason["unlock"] == "Une offre pour cette fonction."
    assert (
        ask({**PROFESSIONAL, "function": "legal"}, language="en")[0]["reasons"][0]["unlock"]
        == "An offer for this function."
    )


def test_what_is_not_known_is_named():
    (said,) = ask({**PROFESSIONAL, "objected_person": None})
    (reason,) = said["reasons"]
    assert (said["verdict"], reason["outcome"], reason["missing"]) == ("refuse", "unknown", ["objected_person"])
    assert "objected_person" in reason["text"]


def test_a_no_of_a_human_is_said_as_such():
    (said,) = ask({**PROFESSIONAL, "function_observed_on": "2024-01-01", "declined": ["function-stale"]})
    (reason,) = said["reasons"]
    assert (said["verdict"], reason["outcome"]) == ("refuse", "forbidden")
    assert reason["text"].endswith("Un humain a répondu non.")


def test_too_soon_says_until_when():
    (said,) = ask({**PROFESSIONAL, "last_contacted_on": "2026-11-20"})
    assert [(reason["code"], reason["until"]) for reason in said["reasons"]] == [("too-soon", "2026-11-27")]


def test_the_instant_fills_the_day_and_the_hour_where_she_is():
    reunion = {key: value for key, value in PROFESSIONAL.items() if key != "on"} | {"country": "RE"}
    assert ask(reunion)[0]["verdict"] == "allow"
    assert ask({**PROFESSIONAL, "on": "2029-11-23"})[0]["verdict"] == "refuse"


@pytest.mark.parametrize(
    ("line", "code", "field"),
    [
        ('{"id": 9, "channel": "email", "channel": "sms"}', "duplicate-key", "channel"),
        ('{"id": 9, "chanel": "email"}', "unknown-fact", "chanel"),
        ('{"id": 9, "channel": "pigeon"}', "wrong-value", "channel"),
        ('{"id": 9, "restricted": "non"}', "wrong-value", "restricted"),
        ('{"id": 9, "collected_on": "0000-13-45"}', "wrong-value", "collected_on"),
        ('{"id": 9, "collected_on": "9999-12-31"}', "wrong-value", "collected_on"),
        ('{"id": 9, "on": "1999-01-01"}', "before-the-law", "on"),
        ('{"id": 9, "question": "peut-être"}', "unknown-question", "question"),
    ],
)
def test_a_bad_line_is_answered_by_name_and_the_others_are_answered(line, code, field):
    before, bad, after = ask(SERVICE, line, SERVICE)
    assert (bad["id"], bad["error"]["code"], bad["error"]["field"]) == (9, code, field)
    assert "ligne 2" in bad["error"]["text"]
    assert before["verdict"] == after["verdict"] == "allow"


@pytest.mark.parametrize("line", ["{", "[]", "12", '{"minute": NaN}', b"\xff\xfe{", "[" * 100_000, '"' * 3])
def test_what_is_no_object_is_an_error_without_a_name(line):
    bad, after = ask(line, SERVICE)
    assert bad["id"] is None
    assert bad["error"]["code"] in ("not-json", "not-an-object")
    assert after["verdict"] == "allow"


def test_random_facts_never_crash_and_never_allow_without_a_basis():
    random = Random(2026)  # noqa: S311  a crowd is no secret
    for question in QUESTIONS:
        for said in ask(*(person(random) for _ in range(300)), question=question):
            assert said["verdict"] in ("allow", "review", "refuse")
            assert (said["verdict"] == "allow") <= (said["basis"] is not None)
            assert (said["verdict"] == "allow") or said["reasons"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_schema_describes_each_fact_and_its_absence(language):
    said = schema(language)
    assert set(said["properties"]) == {"id", "question", *VOCABULARY}
    for name, fact in VOCABULARY.items():
        assert "Absent" in said["properties"][name]["description"], name
        assert said["properties"][name]["x-absence"] == fact.absence


def test_the_command_reads_and_writes_lines_without_a_base(tmp_path):
    lines = json.dumps({"id": 1, **PROFESSIONAL}, default=str).encode() + b"\n\n{\n"
    done = subprocess.run(
        [sys.executable, "-m", "aval.console.main", "decide", "--on", "2026-11-23T10:42"],
        input=lines,
        capture_output=True,
        check=True,
        cwd=Path(__file__).resolve().parents[2],
        env={"AVAL_HOME": str(tmp_path), "PATH": "", "HOME": str(tmp_path)},
    )
    said = [json.loads(line) for line in io.BytesIO(done.stdout)]
    assert [one.get("verdict", "error") for one in said] == ["allow", "error"]
    assert list(tmp_path.iterdir()) == []
    assert date.fromisoformat("2026-11-23") == PROFESSIONAL["on"]
