"""What the CNIL fined others for, tried on our own forms (sanctions, section F): each cannot be built, sent or relied on here."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aval.accounts.models import Brand, Member
from aval.collection.auditing.auditing import audit_form
from aval.collection.auditing.context import Context
from aval.collection.models import FormVersion
from aval.collection.publishing import NotPublishable, publish
from aval.collection.receipts import proof_of
from aval.collection.receiving import receive
from aval.collection.settling import settle
from aval.collection.sharing import html_of
from aval.portal import forms
from aval.prospects.models import Consent
from aval.prospects.objecting import object_to
from tests.cast import NOON, make_offer
from tests.journeys.test_desk import signed_in
from tests.journeys.test_desk_forms import verdict_of
from tests.rooms.collection.conftest import EMAIL, OFFERS, make_form, sent

SHARING = {
    "purpose": "partners",
    "channel": "email",
    "wording": "J’accepte que mon adresse aille aux sociétés listées.",
}
ORME = {"name": "Orme Conseil", "siren": "732829320"}


@pytest.fixture
def version(brand: Brand) -> FormVersion:
    forms._seen.clear()
    return publish(make_form(brand), by=None, at=NOON)


def come(version: FormVersion, **given: str) -> Any:
    one = receive(version, sent(version, **given), door="form", at=NOON)
    settle(NOON)
    one.refresh_from_db()
    return one


def refused(brand: Brand, **changes: Any) -> set[str]:
    with pytest.raises(NotPublishable) as why:
        publish(make_form(brand, **changes), by=None, at=NOON)
    return {fault.code for fault in why.value.faults}


def test_9_a_template_form_is_no_proof(version: FormVersion, organisation: Any) -> None:
    """Two people, one form: each proof is of one person's boxes, at her instant."""
    come(version, **{"box-0": "yes"})
    come(version, email="omar@orme.example")
    proofs = [proof_of(organisation, act) for act in Consent.objects.filter(purpose="prospecting")]
    assert [one["aval:events"][0]["aval:boxes"][0]["ticked"] for one in proofs] == [True, False]
    assert len({one["dpv:hasDataSubject"]["dpv:hasIdentifier"] for one in proofs}) == 2


def test_10_partners_are_named_or_nothing_is_published(brand: Brand) -> None:
    assert "partners-missing" in refused(brand, boxes=[OFFERS, SHARING])
    assert "partner-vague" in refused(
        brand, boxes=[OFFERS, SHARING], partners=[{"name": "nos partenaires", "siren": ""}]
    )
    kept = publish(
        make_form(brand, boxes=[OFFERS, SHARING], partners=[ORME], partners_on="2026-11-01"), by=None, at=NOON
    )
    assert "Orme Conseil, SIREN 732829320" in kept.picture
    one = come(kept, **{"box-1": "yes"})
    assert Consent.objects.get(person=one.person, act="given").partners == [{**ORME, "on": "2026-11-01"}]


def test_11_yes_and_no_are_one_size(client: Client, version: FormVersion) -> None:
    from aval.collection.confirming import confirmation_token  # noqa: PLC0415  what the mail holds

    one = come(version, **{"box-0": "yes"})
    page = client.get(f"/f/confirmer/{confirmation_token(one)}").content.decode()
    assert page.count('<button class="may" name="act"') == 2
    assert '<button class="do"' not in page


def test_12_nothing_is_ticked_beforehand(brand: Brand, version: FormVersion) -> None:
    assert "checked" not in version.picture
    assert "box-preticked" in refused(brand, boxes=[{**OFFERS, "ticked": True}])


def test_13_every_way_out_answers(client: Client, version: FormVersion, alix: Member) -> None:
    """The link works, twice, and after a year it says so instead of failing."""
    from aval.collection.confirming import confirmation_token, open_confirmation  # noqa: PLC0415  what the mail holds

    one = come(version, **{"box-0": "yes"})
    link = f"/f/confirmer/{confirmation_token(one)}"
    act = Consent.objects.get(act="given")
    for _ in range(2):
        assert client.post(link, {"act": "withdraw", "point": act.pk}).status_code == 302
    assert Consent.objects.filter(act="withdrawn").count() == 1
    assert open_confirmation(link.rpartition("/")[2], timezone.now() + timedelta(days=400)) is None
    assert signed_in(alix).get(reverse("desk:consent", args=[act.pk])).status_code == 200


def test_14_a_stop_by_telephone_beats_any_box(version: FormVersion, brand: Brand, organisation: Any) -> None:
    one = come(version, title="DRH", **{"box-0": "yes"})
    object_to(organisation, one.person, origin="phone", heard_at=NOON, at=NOON)
    again = come(version, first_name="Nadia", **{"box-0": "yes"})
    assert again.person == one.person
    assert [verdict for verdict, _ in verdict_of(version.form, make_offer(brand))] == ["refuse"]


def test_30_a_score_is_told_or_not_made(brand: Brand, version: FormVersion) -> None:
    assert "score" not in version.picture
    scored = publish(make_form(brand, scored=True), by=None, at=NOON)
    assert "Un score, calculé à partir de ce que vous faites avec nous" in scored.picture


def test_our_own_auditor_finds_nothing_to_say(client: Client, brand: Brand, version: FormVersion) -> None:
    """What reads other people's forms reads ours: hosted, and copied as HTML."""
    hosted = client.get(f"/f/{version.form.code}").content
    interest = publish(make_form(brand, prospecting="legitimate_interest", boxes=[], fields=[EMAIL]), by=None, at=NOON)
    asked = [(hosted, None), (html_of(version).encode(), None)]
    asked += [(client.get(f"/f/{interest.form.code}").content, Context(mailing_basis="legitimate_interest"))]
    for page, context in asked:
        found = audit_form(page, context)
        assert [(one.code, one.where, one.text) for one in found.findings if one.outcome == "fault"] == []
        assert found.verdict == "pass"
