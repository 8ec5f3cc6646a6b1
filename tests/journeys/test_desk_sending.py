"""By what a brand writes, seen and set at the desk: servers, keys, and whether its domain may."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse

from aval.accounts.models import Brand, Member
from aval.post.domain_checks import Found
from aval.post.domains import keep_check
from aval.post.models import MailServer, SigningKey
from aval.post.servers import open_password
from aval.post.signing import make_signing_key, use_key
from tests.browsing import find_barriers, overflows
from tests.cast import NOON
from tests.journeys.test_desk import signed_in
from tests.mailserver import MailServer as Server

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def second_factor(administrator: Member, chloe: Member) -> None:
    """Administrators have shown theirs."""
    for member in (administrator, chloe):
        TOTP.activate(member, generate_totp_secret())


NEW = {"security": "none", "username": "", "connections": "2", "warm_first": "50"}


def test_an_administrator_adds_a_server_and_is_told_whether_it_answers(brand: Brand, administrator: Member) -> None:
    client = signed_in(administrator)
    page = client.get(reverse("desk:sending", args=[brand.code])).content.decode()
    assert "bac à sable" in page
    with Server(users={"alix": "correct"}) as mail:
        given = {**NEW, "host": "127.0.0.1", "port": mail.port, "username": "alix", "secret": "correct"}
        answer = client.post(reverse("desk:sending_server_new", args=[brand.code]), given, follow=True)
        assert "accepte l’identifiant" in answer.content.decode()
        server = MailServer.objects.get()
        assert open_password(server) == "correct"
        where = reverse("desk:sending_server", args=[brand.code, server.pk])
        again = client.post(where, {**given, "secret": "", "daily_cap": "40"}, follow=True).content.decode()
        assert "sur 40 au plus" in again
    server.refresh_from_db()
    assert open_password(server) == "correct"
    client.post(where, {"forget": "1"})
    assert not MailServer.objects.exists()


def test_a_domain_that_is_not_in_order_says_what_to_mend(brand: Brand, administrator: Member) -> None:
    MailServer.objects.create(organisation=brand.organisation, brand=brand, host="mail.example")
    found = [Found("spf", "spf-ok", ok=True), Found("dmarc", "dmarc-missing", ok=False, found="_dmarc.x.example")]
    keep_check(brand, found, NOON)
    page = signed_in(administrator).get(reverse("desk:sending", args=[brand.code])).content.decode()
    assert "ne peut pas encore écrire" in page
    assert "p=none" in page
    assert "_dmarc.x.example" in page


def test_a_key_is_made_published_used_and_retired(brand: Brand, administrator: Member) -> None:
    client = signed_in(administrator)
    page = client.post(
        reverse("desk:sending_key_new", args=[brand.code]), {"algorithm": "ed25519-sha256"}, follow=True
    ).content.decode()
    key = SigningKey.objects.get()
    assert f"{key.selector}._domainkey.atelier-nord.example" in page
    assert f"v=DKIM1; k=ed25519; p={key.public}".replace("+", "&#x2B;") in page.replace("+", "&#x2B;")
    where = reverse("desk:sending_key", args=[brand.code, key.pk])
    assert "en service" in client.post(where, {"act": "use"}, follow=True).content.decode()
    assert key.selector not in client.post(where, {"act": "retire"}, follow=True).content.decode()
    client.post(where, {"act": "use"})
    key.refresh_from_db()
    assert key.retired_at
    client.post(reverse("desk:sending_key_new", args=[brand.code]), {"algorithm": "rot13"})
    assert SigningKey.objects.count() == 1


def test_nobody_else_sees_or_sets_it(brand: Brand, alix: Member, chloe: Member) -> None:
    key = make_signing_key(brand, "ed25519-sha256", by=None, at=NOON)
    server = MailServer.objects.create(organisation=brand.organisation, brand=brand, host="127.0.0.1")
    pages = [
        ("sending", [brand.code]),
        ("sending_server", [brand.code, server.pk]),
        ("sending_key", [brand.code, key.pk]),
        ("sending_check", [brand.code]),
    ]
    for name, args in pages:
        where = reverse(f"desk:{name}", args=args)
        assert signed_in(alix).post(where, {}).status_code == 403
        assert signed_in(chloe).post(where, {}).status_code == 404


def test_the_page_asks_a_fixed_number_of_questions(
    brand: Brand, administrator: Member, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        make_signing_key(brand, "ed25519-sha256", by=None, at=NOON)
        MailServer.objects.create(organisation=brand.organisation, brand=brand, host="127.0.0.1")
    client = signed_in(administrator)
    client.get(reverse("desk:sending", args=[brand.code]))
    with django_assert_max_num_queries(11):
        client.get(reverse("desk:sending", args=[brand.code]))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_it_reads_well_in_a_browser(
    open_page: Callable[..., Any], brand: Brand, administrator: Member, width: str
) -> None:
    MailServer.objects.create(
        organisation=brand.organisation, brand=brand, host="mail.relais.example", daily_cap=500, warm_from=NOON.date()
    )
    use_key(make_signing_key(brand, "rsa-sha256", by=None, at=NOON), by=None, at=NOON)
    make_signing_key(brand, "ed25519-sha256", by=None, at=NOON)
    keep_check(
        brand,
        [
            Found("spf", "spf-unnamed", ok=None, found="mail.relais.example ∉ v=spf1 include:_spf.relais.example ~all"),
            Found("dkim", "dkim-ok", ok=True, found="s1._domainkey.atelier-nord.example"),
            Found("dmarc", "dmarc-missing", ok=False, found="_dmarc.atelier-nord.example"),
            Found("mailbox", "mailbox-ok", ok=True, found="contact@atelier-nord.example (mx.atelier-nord.example)"),
        ],
        NOON,
    )
    for name, args in (("sending", [brand.code]), ("sending_server_new", [brand.code])):
        page = open_page(reverse(f"desk:{name}", args=args), member=administrator, width=width)
        assert page.locator("nav").count()
        assert find_barriers(page) == []
        assert not overflows(page)
