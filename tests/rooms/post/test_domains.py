"""A domain writes once the world says it may: asked for real, of a DNS and a mail server on loopback."""

from datetime import timedelta

import pytest

from aval.evidence.models import Entry
from aval.post import exits
from aval.post.dns import Dns, Silent
from aval.post.domain_checks import CHECKS, Found, look_at
from aval.post.domains import check_domain, check_due, keep_check, last_check, say, sentences, what_bars
from aval.post.models import DomainCheck, MailServer
from aval.post.plans import CannotLeave, plan_of
from aval.post.signing import make_signing_key, name_of, record, use_key
from aval.post.spf import Spf, covers
from tests.cast import NOON, make_campaign
from tests.dnsserver import DnsServer
from tests.mailserver import MailServer as Mail

pytestmark = pytest.mark.django_db
DOMAIN = "atelier-nord.example"
RELAY = "192.0.2.25"


@pytest.fixture
def world(settings, brand):
    """A DNS where the domain of the brand is in order, and the mail server of its mailbox."""
    settings.AVAL_URL = "http://127.0.0.1:1"
    with DnsServer() as dns, Mail() as mail:
        settings.AVAL_DNS, settings.AVAL_MX_PORT = dns.address, mail.port
        dns.text(DOMAIN, "v=spf1 include:relais.example ~all", "google-site-verification=x")
        dns.text("relais.example", "v=spf1 ip4:192.0.2.0/24 -all")
        dns.text("s1._domainkey.atelier-nord.example", "v=DKIM1; k=rsa; p=MIIB")
        dns.text("_dmarc.atelier-nord.example", "v=DMARC1; p=none; rua=mailto:dmarc@atelier-nord.example")
        dns.zone["mail.relais.example", "A"] = [RELAY]
        dns.zone["25.2.0.192.in-addr.arpa", "PTR"] = ["mail.relais.example."]
        dns.zone[DOMAIN, "MX"] = ["10 mx.atelier-nord.example."]
        dns.zone["mx.atelier-nord.example", "A"] = ["127.0.0.1"]
        yield dns


@pytest.fixture
def server(brand):
    return MailServer.objects.create(
        organisation=brand.organisation, brand=brand, host="mail.relais.example", dkim_selector="s1", ours=True
    )


@pytest.fixture
def open_page(live_server, settings):
    settings.AVAL_URL = live_server.url
    exits._answers.cache_clear()


def codes(brand, server):
    return {one.code: one.ok for one in look_at(brand, [server], Dns())}


def test_a_domain_in_order_may_write(world, brand, server, open_page):
    check = check_domain(brand, NOON)
    assert [(one["code"], one["ok"]) for one in check.findings] == [
        ("spf-ok", True),
        ("dkim-ok", True),
        ("dmarc-ok", True),
        ("reverse-ok", True),
        ("mailbox-ok", True),
        ("way-out-ok", True),
    ]
    assert check.passed
    assert what_bars(brand, NOON) == ""


@pytest.mark.parametrize(
    ("name", "kind", "values", "code"),
    [
        (DOMAIN, "TXT", [], "spf-missing"),
        (DOMAIN, "TXT", ['"v=spf1 -all"', '"v=spf1 ~all"'], "spf-several"),
        (DOMAIN, "TXT", ['"v=spf1 +all"'], "spf-open"),
        (DOMAIN, "TXT", ['"v=spf1 ipv4:192.0.2.1 -all"'], "spf-unreadable"),
        (DOMAIN, "TXT", ['"v=spf1 include:atelier-nord.example -all"'], "spf-too-deep"),
        (DOMAIN, "TXT", ['"v=spf1 include:absent.example -all"'], "spf-missing"),
        ("s1._domainkey.atelier-nord.example", "TXT", [], "dkim-absent"),
        ("s1._domainkey.atelier-nord.example", "TXT", ['"v=DKIM1; p="'], "dkim-absent"),
        ("_dmarc.atelier-nord.example", "TXT", [], "dmarc-missing"),
        ("_dmarc.atelier-nord.example", "TXT", ['"v=DMARC1; p=none"', '"v=DMARC1; p=reject"'], "dmarc-several"),
        ("_dmarc.atelier-nord.example", "TXT", ['"v=DMARC1; rua=mailto:a@b.example"'], "dmarc-without-policy"),
        ("mail.relais.example", "A", [], "reverse-no-address"),
        ("25.2.0.192.in-addr.arpa", "PTR", [], "reverse-missing"),
        ("25.2.0.192.in-addr.arpa", "PTR", ["autre.relais.example."], "reverse-not-back"),
        (DOMAIN, "MX", [], "mailbox-no-server"),
        (DOMAIN, "MX", ["0 ."], "mailbox-no-server"),
    ],
)
def test_each_fault_is_found_and_bars(world, brand, server, name, kind, values, code):
    world.zone[name, kind] = values
    assert codes(brand, server)[code] is False


def test_a_relay_spf_does_not_name_is_told_and_does_not_bar(world, brand, server):
    world.zone["mail.relais.example", "A"] = ["198.51.100.7"]
    world.zone["7.100.51.198.in-addr.arpa", "PTR"] = ["mail.relais.example."]
    assert codes(brand, server)["spf-unnamed"] is None


def test_a_mailbox_its_server_does_not_know_bars(world, brand, server):
    type(brand).objects.filter(pk=brand.pk).update(reply_to="refused-alix@atelier-nord.example")
    brand.refresh_from_db()
    assert codes(brand, server)["mailbox-unknown"] is False


def test_a_mailbox_that_cannot_be_asked_does_not_bar(world, brand, server, settings):
    settings.AVAL_MX_PORT = 1
    assert codes(brand, server)["mailbox-not-asked"] is None


def test_our_own_key_must_be_the_one_published(world, brand, server):
    MailServer.objects.filter(pk=server.pk).update(dkim_selector="")
    server.refresh_from_db()
    assert codes(brand, server)["dkim-nobody"] is False
    key = make_signing_key(brand, "rsa-sha256", by=None, at=NOON)
    use_key(key, by=None, at=NOON)
    assert codes(brand, server)["dkim-absent"] is False
    world.text(name_of(key), record(key))
    assert codes(brand, server)["dkim-ok"] is True
    world.text(name_of(key), record(key).replace("p=MII", "p=AAA"))
    assert codes(brand, server)["dkim-differs"] is False


def test_dmarc_of_the_domain_above_counts(world, brand, server):
    type(brand).objects.filter(pk=brand.pk).update(sender_email="bonjour@news.atelier-nord.example")
    brand.refresh_from_db()
    assert codes(brand, server)["dmarc-ok"] is True


def test_spf_reads_what_it_includes(world, settings):
    world.text("a.example", "v=spf1 a:mail.relais.example/32 mx ip6:2001:db8::/32 redirect=relais.example")
    networks = list(Spf(Dns()).networks("a.example"))
    assert covers(networks, RELAY)
    assert covers(networks, "2001:db8::1")
    assert covers(networks, "192.0.2.200")
    assert not covers(networks, "198.51.100.1")
    world.text("b.example", "v=spf1 " + " ".join(f"include:i{n}.example" for n in range(11)) + " -all")
    for n in range(11):
        world.text(f"i{n}.example", "v=spf1 -all")
    with pytest.raises(Exception, match="too-deep"):
        list(Spf(Dns()).networks("b.example"))


def test_a_silent_dns_says_nothing_and_what_was_known_holds_three_days(world, brand, server, monkeypatch):
    keep_check(brand, [Found("spf", "spf-ok", ok=True)], NOON)
    monkeypatch.setattr("aval.post.dns.PATIENCE", 0.2)
    world.mute = True
    with pytest.raises(Silent):
        check_domain(brand, NOON)
    assert what_bars(brand, NOON + timedelta(days=2)) == ""
    assert "trois jours" in what_bars(brand, NOON + timedelta(days=4))


def test_nothing_was_ever_known_and_the_dns_is_silent(world, brand, server, monkeypatch):
    monkeypatch.setattr("aval.post.dns.PATIENCE", 0.2)
    world.mute = True
    assert "DNS ne répond pas" in what_bars(brand, NOON)


def test_a_campaign_waits_for_its_domain_and_is_told_what_is_missing(world, brand, server, offer, source, dominique):
    world.zone.pop(("_dmarc.atelier-nord.example", "TXT"))
    with pytest.raises(CannotLeave, match="DMARC"):
        plan_of(make_campaign(offer, source), NOON)


def test_another_sending_domain_is_another_question(world, brand, server):
    keep_check(brand, [Found("spf", "spf-ok", ok=True)], NOON)
    type(brand).objects.filter(pk=brand.pk).update(sender_email="bonjour@ailleurs.example")
    brand.refresh_from_db()
    assert "ailleurs.example" in what_bars(brand, NOON)


def test_it_is_asked_again_every_day_and_a_change_is_proved(world, brand, server):
    assert check_due(brand.organisation, NOON) == 1
    assert check_due(brand.organisation, NOON + timedelta(hours=1)) == 0
    assert check_due(brand.organisation, NOON + timedelta(hours=24)) == 1
    assert Entry.objects.filter(kind="domain:checked").count() == 1
    world.zone.pop((DOMAIN, "TXT"))
    assert check_due(brand.organisation, NOON + timedelta(hours=48)) == 1
    assert Entry.objects.filter(kind="domain:checked").count() == 2
    assert last_check(brand).passed is False


def test_letters_that_stay_here_need_no_domain(brand, server):
    MailServer.objects.update(host="127.0.0.1")
    assert check_domain(brand, NOON) is None
    assert what_bars(brand, NOON) == ""
    assert not DomainCheck.objects.exists()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_finding_has_its_words(language):
    words = sentences()
    assert set(words["fr"]) == set(words["en"])
    assert set(words[language]["titles"]) == set(CHECKS)
    for code in set(words[language]) - {"titles"}:
        check = next(name for name in CHECKS if code.startswith(name))
        told = say(Found(check, code, ok=code.endswith("-ok")), language)
        assert told.says
        assert told.mend or told.ok
