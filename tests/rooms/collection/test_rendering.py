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


def test_each_finding_is_placed_on_the_picture() -> None:
    """Where the first visitor sees it, in pixels; what is about the page, nowhere."""
    html = (
        "<style>body { margin: 0 } form { padding: 20px; width: 500px } input { margin: 0 }</style><form action=/in><input type=email name=email"
        " style='display: block; width: 200px; height: 30px'><label><input type=checkbox name=offres checked style='width: 20px; height: 20px'>"
        " J’accepte de recevoir les offres par e-mail</label><button>Envoyer</button></form>"
    )
    audit = audit_drawn(html.encode(), Context())
    places = {one.where.partition(" (")[0]: one.place for one in audit.findings if one.place}
    assert places['form[action="/in"] input[name="offres"]'] == (20, 50, 20, 20)
    assert (0, 0, 540) in {place[:3] for place in places.values()}  # what the form itself does not say
    assert all(one.place is None for one in audit.findings if one.where == "page")


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
