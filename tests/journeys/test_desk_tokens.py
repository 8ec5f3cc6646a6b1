"""Keys for machines, in the settings: made, shown once, used, shut; by administrators alone."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from aval.accounts.models import Member, Token
from tests.browsing import find_barriers, overflows
from tests.journeys.test_desk import signed_in

KEY = {"name": "CRM de Lille", "scopes": ["decide"], "days": 90}


@pytest.fixture
def ulysse(administrator: Member) -> Member:
    """The administrator, with his second factor."""
    Authenticator.objects.create(user=administrator, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return administrator


def test_a_key_is_shown_once_opens_and_is_shut(ulysse: Member, alix: Member) -> None:
    desk = signed_in(ulysse)
    assert reverse("desk:tokens") in desk.get(reverse("desk:settings")).content.decode()
    made = desk.post(reverse("desk:tokens"), KEY | {"member": alix.pk})
    secret = made.context["secret"]
    assert secret in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    again = desk.get(reverse("desk:tokens")).content.decode()
    assert secret not in again
    assert "CRM de Lille" in again
    machine = Client(headers={"authorization": f"Bearer {secret}"})
    assert machine.get("/api/v1/decisions/schema").status_code == 200
    desk.post(reverse("desk:token_revoke", args=[Token.objects.get().pk]))
    assert machine.get("/api/v1/decisions/schema").status_code == 401


def test_those_who_may_not(alix: Member, ulysse: Member, chloe: Member) -> None:
    assert signed_in(alix).get(reverse("desk:tokens")).status_code == 403
    assert signed_in(alix).post(reverse("desk:tokens"), KEY | {"member": alix.pk}).status_code == 403
    desk = signed_in(ulysse)
    refused = desk.post(reverse("desk:tokens"), KEY | {"member": chloe.pk})
    assert refused.context["form"].errors["member"]
    desk.post(reverse("desk:tokens"), KEY | {"member": alix.pk})
    Authenticator.objects.create(user=chloe, type=Authenticator.Type.TOTP, data={"secret": "x"})
    theirs = signed_in(chloe)
    assert theirs.post(reverse("desk:token_revoke", args=[Token.objects.get().pk])).status_code == 404
    assert "CRM de Lille" not in theirs.get(reverse("desk:tokens")).content.decode()
    assert Token.objects.get().revoked_at is None


@pytest.mark.browser
@pytest.mark.once
@pytest.mark.parametrize("width", ["narrow", "wide"])
@pytest.mark.django_db(transaction=True)
def test_the_page_reads_well(open_page: Callable[..., Any], ulysse: Member, alix: Member, width: str) -> None:
    page = open_page("/reglages/cles/", member=ulysse, width=width, scripts=width == "wide")
    page.fill("[name=name]", "notre CRM")
    page.select_option("[name=member]", label=alix.email)
    page.check("[name=scopes][value=read]")
    page.click("button.do")
    assert page.inner_text("main pre").startswith("aval_")
    assert not overflows(page)
    if width == "wide":
        assert find_barriers(page) == []
