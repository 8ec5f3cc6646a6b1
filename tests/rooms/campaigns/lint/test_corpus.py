"""A hundred messages: lawful ones pass without a word, each fault alone is found and nothing else."""

import json
from pathlib import Path

import pytest

from aval.campaigns.lint import lint_message, read_context
from aval.campaigns.lint.report import wording

pytestmark = pytest.mark.once
CORPUS = Path(__file__).parent / "corpus"
EXPECTED = json.loads((CORPUS / "expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", EXPECTED)
def test_what_is_found_is_what_is_wrong(name):
    case = EXPECTED[name]
    report = lint_message((CORPUS / f"{name}.eml").read_bytes(), read_context(case["context"]))
    faults = {one.code for one in report.findings if one.severity in {"error", "warning"}}
    unjudged = {one.code for one in report.findings if one.severity in {"unknown", "info"}}
    assert faults == set(case["codes"])
    assert unjudged == set(case["unknown"])
    assert report.ok is (not faults)


@pytest.mark.parametrize("name", [name for name in EXPECTED if name.startswith("lawful-")])
def test_a_lawful_message_without_context_is_not_accused(name):
    report = lint_message((CORPUS / f"{name}.eml").read_bytes())
    assert {one.code for one in report.findings if one.severity in {"error", "warning"}} <= TOLERATED.get(name, set())


# Without context these look like what they are not: only their type clears them.
TOLERATED = {
    "lawful-newsletter-tracked-with-consent-fr": {"tracking-pixel"},
}


def test_every_message_has_its_expectation():
    assert {path.stem for path in CORPUS.glob("*.eml")} == set(EXPECTED)


def test_every_code_worded_is_found_somewhere():
    met = {code for case in EXPECTED.values() for code in [*case["codes"], *case["unknown"]]}
    assert set(wording()) - met == {
        "link-on-this-machine",
        "mime-charset",
        "mime-encoding",
        "mime-nesting",
        "mime-too-large",
        "notice-not-judged",
        "text-cut",
        "type-not-told",
    }


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_sentence_is_whole(language):
    for code, told in wording().items():
        assert set(told) == {"severity", "article", "fr", "en"}, code
        assert told["severity"] in {"error", "warning", "unknown", "info"}, code
        assert told[language][0].isupper(), code
