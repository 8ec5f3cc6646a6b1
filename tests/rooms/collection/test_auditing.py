"""The audit of forms, over a corpus written for it: every disguise found, nothing clean accused, nothing hostile followed."""

import json
import subprocess
import sys
import time
from html import escape
from pathlib import Path

import pytest

from aval.collection.auditing import Context, audit_form, read_context
from aval.collection.auditing.report import OUTCOMES, PARTS, wording
from tests.rooms.collection.corpus import FORMS, Expected, corpus, figures, found

pytestmark = pytest.mark.once

SAME = {
    "upper case tags": lambda html: html.replace("<input ", "<INPUT ").replace("</form>", "</FORM>"),
    "windows line ends": lambda html: html.replace("\n", "\r\n"),
    "wrapped deeper": lambda html: html.replace("<form", "<div><div><section><form", 1),
    "comments everywhere": lambda html: html.replace("<p>", "<!-- <input type=checkbox checked> --><p>"),
    "spans around words": lambda html: html.replace("<label>", "<label><span><!-- x -->").replace(
        "</label>", "</span></label>"
    ),
    "more blanks": lambda html: html.replace("<p>", "\n\n   <p>\t "),
}


@pytest.mark.parametrize("form", corpus(), ids=lambda form: form.name)
def test_each_form_of_the_corpus(form: Expected) -> None:
    audit = form.audited()
    assert (audit.verdict, found(audit)) == (form.verdict, tuple(sorted(form.codes)))


def test_figures_of_the_corpus() -> None:
    forms = corpus()
    counted = figures([(form, form.audited()) for form in forms])
    print(json.dumps(counted))  # noqa: T201  the figures, for who runs with -s
    assert counted["forms"] == len(list(FORMS.glob("*.html"))) >= 60
    assert {form.disguise for form in forms} >= {
        "attribute", "script", "hidden", "select", "radio", "switch", "disabled", "unseen", "some visitors",
    }  # fmt: skip
    assert counted["missed findings"] == counted["false findings"] == 0


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_the_same_form_written_otherwise_gets_the_same_answer(change: object) -> None:
    different = [
        form.name
        for form in corpus()
        if not form.name.startswith(("unknown-", "broken-"))
        and found(audit_form(change(form.raw.decode()).encode(), form.context)) != found(form.audited())
    ]
    assert different == []


def test_every_finding_says_where_why_and_how_to_mend() -> None:
    for form in corpus():
        for one in form.audited().findings:
            assert one.text, one.code
            assert one.mend, one.code
            assert "{" not in one.text, (form.name, one.code)
            assert one.article or one.part == "reading", one.code
            assert one.where == "page" or one.line or form.name.startswith("unknown-"), (form.name, one.where)


def test_words_are_whole_in_both_languages() -> None:
    for code, told in wording().items():
        if code in {"how", "purposes", "fetching"}:
            assert {name[:-3] for name in told if name.endswith("_fr")} == {n[:-3] for n in told if n.endswith("_en")}
            continue
        assert set(told) == {"part", "outcome", "article", "article_en", "fr", "en", "mend", "mend_en"}, code
        assert told["part"] in PARTS
        assert told["outcome"] in OUTCOMES


def test_where_is_a_selector_and_a_line() -> None:
    [finding] = audit_form((FORMS / "ticked-attribute.html").read_bytes()).findings
    assert finding.where == 'form[action="/contact"] input#nl (line 10)'
    assert finding.line == 10


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 300_000,
        "<form>" + "<input type=checkbox checked>" * 100_000,
        "<select>" + "<option>x" * 100_000,
        "".join(f"<b x={n}><p>" for n in range(50_000)),
        "<form><input name=email>" + "en validant " * 200_000,
        "<form><input name=email>" + "nos partenaires " * 100_000,
        "<form><input name=email><script>" + "a.b." * 200_000 + "</script>",
        "<form><input name=email><input type=checkbox name=nl>newsletter<script>"
        + "x.checked=true;" * 20_000
        + "</script>",
        "<style>" + "@media(" * 50_000 + "</style><form><input name=email>",
        "<style>" + ":not(:has(*)) *{display:none}" * 2_000 + "</style>" + "<p>x" * 5_000,
        "<" * 1_000_000,
        "\x00" * 1_000_000,
        "<form><input name=email><p>" + escape("<a>" * 100_000),
        "<input " + "x=1 " * 200_000 + ">",
        "<form><input name=email>" + "<a href=/privacy>privacy</a>" * 20_000,
        "<form>" + "".join(f"<input type=radio name=r value={n}>oui " for n in range(5_000)),
    ],
    ids=range(16),
)
def test_a_hostile_page_is_answered_soon(html: str) -> None:
    began = time.process_time()
    audit_form(html.encode())
    assert time.process_time() - began < 20


def test_the_command_answers_as_the_contract_says(tmp_path: Path) -> None:
    beside = tmp_path / "context.json"
    beside.write_text(json.dumps({"mailing_basis": "consent", "audience": "b2b"}), encoding="utf-8")
    ran = _aval(str(FORMS / "clean-contact-no-mailing.html"), "--context", str(beside), "--json")
    answer = json.loads(ran.stdout)
    assert ran.returncode == 1
    assert (answer["verdict"], answer["consent"], answer["notice"]) == ("fail", "fail", "pass")
    [finding] = answer["findings"]
    assert {"code", "where", "article", "text", "mend"} <= set(finding)
    assert finding["code"] == "consent-missing"
    assert _aval(str(FORMS / "clean-contact-en.html"), "--json").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["nowhere.html"], 2), (["http://127.0.0.1/"], 2), (["http://[::1]:8000/"], 2), (["http://10.1.2.3/x"], 2)],
)
def test_the_command_refuses_what_it_cannot_read(arguments: list[str], code: int) -> None:
    assert _aval(*arguments).returncode == code


def test_a_context_that_cannot_be_read_names_its_field() -> None:
    with pytest.raises(ValueError, match="mailing_basis"):
        read_context({"mailing_basis": "hope"})
    assert read_context({}) == Context()


def _aval(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "aval", "audit-form", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
