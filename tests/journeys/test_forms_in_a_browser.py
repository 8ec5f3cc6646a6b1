"""Our forms in a real browser: the puzzle solved while she types, the same page without JavaScript, narrow, dark, embedded."""

from typing import Any

import pytest

from aval.accounts.models import Brand
from aval.collection.models import FormVersion, Submission
from aval.collection.publishing import publish
from aval.portal import forms
from tests.browsing import find_barriers, overflows
from tests.cast import NOON
from tests.rooms.collection.conftest import make_form

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def version(brand: Brand) -> FormVersion:
    forms._seen.clear()
    return publish(make_form(brand), by=None, at=NOON)


def fill(page: Any) -> None:
    page.get_by_label("Adresse professionnelle").fill("nadia.belkacem@orme.example")
    page.get_by_label("J’accepte qu’Atelier Nord m’envoie").check()
    page.get_by_role("button", name="Envoyer").click()
    page.get_by_role("heading", name="C’est bien reçu.").wait_for()


def test_her_machine_solves_the_puzzle(open_page: Any, version: FormVersion) -> None:
    page = open_page(f"/f/{version.form.code}")
    assert page.locator("input[type=checkbox]:checked").count() == 0
    assert find_barriers(page) == []
    fill(page)
    assert page.context.cookies() == []
    one = Submission.objects.get()
    assert (one.state, one.door, one.given) == (
        "waiting", "form", {"email": "nadia.belkacem@orme.example", "box-0": "yes"},
    )  # fmt: skip


def test_without_javascript_it_waits_for_her_mail(open_page: Any, version: FormVersion) -> None:
    page = open_page(f"/f/{version.form.code}", scripts=False, width="narrow", dark=True)
    assert not overflows(page)
    fill(page)
    assert (Submission.objects.get().state, Submission.objects.get().door) == ("held", "form")


def test_inside_another_page_it_is_the_same_form(open_page: Any, version: FormVersion, site: str) -> None:
    version.form.sites = [site]
    version.form.save()
    page = open_page(f"/f/{version.form.code}")
    page.evaluate(
        "code => { const s = document.createElement('script'); s.src = '/static/aval/embed.js'; s.dataset.form = code; document.body.append(s) }",
        version.form.code,
    )
    frame = page.frame_locator("iframe")
    frame.get_by_label("Adresse professionnelle").fill("nadia.belkacem@orme.example")
    frame.get_by_role("button", name="Envoyer").click()
    frame.get_by_role("heading", name="C’est bien reçu.").wait_for()
    assert Submission.objects.get().door == "embed"
