"""What stops a whole campaign before its first letter, and what the law is told of the letter itself."""

import pytest

from aval.campaigns.running import save_letter
from aval.clearance.clearing import clear
from aval.clearance.models import Verdict
from aval.post import exits
from aval.post.domain_checks import Found
from aval.post.domains import keep_check
from aval.post.models import MailServer
from aval.post.plans import CannotLeave, plan_of
from aval.prospects.models import Source
from tests.cast import NOON, make_campaign, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(offer, source, dominique):
    return make_campaign(offer, source)


def away(brand, **facts):
    """A real server, elsewhere."""
    return MailServer.objects.create(
        organisation=brand.organisation, brand=brand, host="mail.example", port=587, **{"ours": True} | facts
    )


def in_order(brand):
    """A real server, at a domain that was checked."""
    away(brand)
    keep_check(brand, [Found("spf", "spf-ok", ok=True)], NOON)


def test_the_law_is_told_of_the_letter(campaign):
    message = plan_of(campaign, NOON).message
    assert message["says_identity"]
    assert message["optout_link"]
    assert message["separate_objection"]
    assert not message["tracking_pixel"]


def test_nothing_leaves_from_a_domain_nobody_checked(campaign, brand, monkeypatch):
    away(brand)
    monkeypatch.setattr("aval.post.dns.PATIENCE", 0.2)
    with pytest.raises(CannotLeave, match="n’a pas pu être vérifié"):
        plan_of(campaign, NOON)


def test_nothing_leaves_while_the_way_out_is_mute(campaign, brand, monkeypatch):
    """SAN-2022-017 Accor: weeks of a stop link that failed."""
    in_order(brand)
    monkeypatch.setattr(exits, "PATIENCE", 0.2)
    exits._answers.cache_clear()
    with pytest.raises(CannotLeave, match="oppose"):
        plan_of(campaign, NOON)


def test_a_page_that_answers_lets_the_campaign_go(campaign, brand, live_server, settings):
    in_order(brand)
    settings.AVAL_URL = live_server.url
    exits._answers.cache_clear()
    assert plan_of(campaign, NOON).message["optout_works"]


def test_nobody_is_written_to_in_a_language_she_does_not_read(campaign, source, alix):
    """SAN-2024-020 Kaspr: notices in English to people who read French."""
    Source.objects.filter(pk=source.pk).update(notice_given_on=None)
    hers = make_person(source, language="en").contact_points.get().pk
    plan = plan_of(campaign, NOON)
    asked = {"aim": plan.aim, "source": source.pk, "channel": "email", "message_type": "prospecting", "at": NOON}
    refused = clear([hers], **asked, message=plan.message, languages=plan.languages)[hers]
    assert refused.verdict == Verdict.REFUSE
    assert any("notice" in code for code in refused.findings)
    save_letter(
        campaign,
        language="en",
        subject="Payroll, two days less",
        body="Hello,\n\nPaie claire prepares your payroll. Ten minutes to talk?\n",
        by=alix,
        at=NOON,
    )
    plan = plan_of(campaign, NOON)
    assert clear([hers], **asked, message=plan.message, languages=plan.languages)[hers].verdict == Verdict.ALLOW
