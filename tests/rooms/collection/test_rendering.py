"""The page as a visitor sees it: what only a real browser can tell, and a page that never ends."""

import time

import pytest

from aval.collection.auditing import Context
from aval.collection.auditing.chromium import find_browser
from aval.collection.auditing.rendering import audit_drawn
from tests.rooms.collection.corpus import corpus, found

pytestmark = [pytest.mark.once, pytest.mark.browser]
DRAWN = (
    "ticked-computed",
    "ticked-drawn-by-script",
    "ticked-on-submit",
    "clean-css-switch",
    "clean-react-markup",
    "calm-honeypot",
)


@pytest.mark.parametrize("form", [one for one in corpus() if one.name in DRAWN], ids=lambda form: form.name)
def test_what_the_browser_sees(form: object) -> None:
    assert find_browser(), "Chromium is part of the kit of tests"
    audit = audit_drawn(form.raw, form.context)
    assert audit.rendered
    assert audit.verdict == (form.rendered_verdict or form.verdict)
    assert found(audit) == tuple(sorted(form.rendered_codes or form.codes))
    assert audit.picture.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "html",
    [
        "<form><input type=email name=email></form><script>while (true) {}</script>",
        "<form><input type=email name=email></form><script>setTimeout(function f() { for (;;) {} }, 200)</script>",
        "<form><input type=email name=email></form><script>alert(1); location = 'http://10.0.0.1/'; open('about:blank')</script>",
    ],
    ids=["loop", "late loop", "leaves"],
)
def test_a_page_that_never_ends_is_left(html: str) -> None:
    began = time.monotonic()
    audit = audit_drawn(html.encode(), Context())
    assert time.monotonic() - began < 90
    assert "notice-missing" in found(audit)


def test_without_a_browser_the_answer_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVAL_CHROMIUM", "")
    [form] = [one for one in corpus() if one.name == "clean-contact-fr"]
    audit = audit_drawn(form.raw, form.context)
    assert not audit.rendered
    assert audit.verdict == "pass"
    assert [one.code for one in audit.findings] == ["not-rendered"]
