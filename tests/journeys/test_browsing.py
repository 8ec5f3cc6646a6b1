"""The browser fixture sees what it must see: pages, barriers, and calls to the outside."""

from collections.abc import Callable
from typing import Any

import pytest

from aval.accounts.models import Member
from tests.browsing import find_barriers

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_member_signs_in_by_the_page(open_page: Callable[..., Any], alix: Member) -> None:
    page = open_page("/compte/login/")
    assert page.title()


def test_barriers_are_found(open_page: Callable[..., Any]) -> None:
    page = open_page("/compte/login/")
    page.evaluate("document.body.append(new Image())")
    assert any("image-alt" in barrier for barrier in find_barriers(page))


def test_calls_to_the_outside_are_seen(open_page: Callable[..., Any]) -> None:
    page = open_page("/compte/login/")
    page.evaluate("fetch('http://outside.example/').catch(() => null)")
    page.wait_for_timeout(100)
    assert any("outside.example" in complaint for complaint in open_page.complaints)
    open_page.complaints.clear()
