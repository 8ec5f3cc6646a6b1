"""What was done with her and by her: messages, calls, answers and choices, each with its ground or its receipt."""

import pytest
from django.test import Client
from django.utils import timezone

from aval.accounts.models import Member
from aval.calls.models import Call, Callee, CallList
from aval.campaigns.models import Offer
from aval.clearance.models import Clearance
from aval.post.models import Attempt
from aval.post.single import write_to
from aval.prospects.consenting import Box, Shown, consent_to
from aval.prospects.models import Consent, Person, Source
from aval.prospects.standing import consents_of
from tests.cast import NOON

pytestmark = pytest.mark.django_db
WORDING = "Oui, Atelier Nord peut m’envoyer ses offres par courriel."


def agree(person: Person, purpose: str = "prospecting") -> list[Consent]:
    box = Box(purpose=purpose, channel="email", wording=WORDING, ticked=True)
    shown = Shown(version="lettre@1", version_digest="0" * 64, preticked=False, free=True, specific=True, names_us=True)
    return consent_to(person.organisation, person, shown=shown, boxes=[box], door="form", acted_at=NOON, at=NOON)


def test_each_letter_has_its_decision_in_plain_words(client: Client, link: str) -> None:
    page = client.get(link).content.decode()
    assert "Pourquoi c’était permis" in page
    assert "intérêt légitime" in page


def test_answers_owed_to_her_are_told_too(client: Client, link: str, dominique: Person, offer: Offer) -> None:
    single = write_to(
        dominique.organisation, brand=offer.brand, message_type="rights_answer", to=dominique.contact_points.get(),
        subject="Réponse", text="Voici.", at=NOON,
    )  # fmt: skip
    assert "réponse à une demande" not in client.get(link).content.decode()
    Attempt.objects.filter(pk=single.attempt_id).update(handed_at=NOON)
    assert "réponse à une demande" in client.get(link).content.decode()


def test_calls_are_told_with_their_decision(
    client: Client, link: str, letter: Attempt, offer: Offer, source: Source, alix: Member
) -> None:
    listed = CallList.objects.create(organisation=offer.organisation, offer=offer, source=source, created_at=NOON)
    callee = Callee.objects.create(
        organisation=offer.organisation, call_list=listed, person=letter.person, contact_point=letter.contact_point
    )
    decision = Clearance.objects.get(pk=letter.clearance_id)
    decision.pk, decision.channel, decision.basis = None, "voice_human", "b2b-doctrine"
    decision.save()
    Call.objects.create(
        organisation=offer.organisation, callee=callee, person=letter.person, clearance=decision, member=alix,
        opened_at=NOON, closed_at=NOON, outcome="not_interested", note="Mot d’Alix.",
    )  # fmt: skip
    page = client.get(link).content.decode()
    assert "Appel" in page
    assert "Pas intéressée" in page
    assert "Mot d’Alix" not in page


def test_what_she_agreed_to_is_taken_back_as_easily_as_given(client: Client, link: str, dominique: Person) -> None:
    """T8: one purpose taken back is that purpose, and no other."""
    agree(dominique)
    agree(dominique, "mail_tracking")
    page = client.get(link).content.decode()
    assert WORDING in page
    for _scan in range(2):
        client.get(f"{link}/retrait", {"purpose": "prospecting", "channel": "email"})
    answer = client.post(f"{link}/retrait", {"purpose": "prospecting", "channel": "email"}, follow=True)
    assert "Consentement retiré" in answer.content.decode()
    assert {one.purpose: one.state for one in consents_of(dominique)} == {
        "prospecting": "withdrawn",
        "mail_tracking": "given",
    }


def test_nobody_agrees_from_her_page(client: Client, link: str, dominique: Person) -> None:
    """T7: no address of these pages gives a consent, typed or posted."""
    for path in ("/retrait", "/demande", "/stop", "/accord", "/confirmer"):
        client.post(f"{link}{path}", {"purpose": "prospecting", "channel": "email", "act": "given"})
        client.get(f"{link}{path}?act=given&purpose=prospecting&channel=email")
    assert not Consent.objects.exists()


def test_the_instant_is_hers(client: Client, link: str) -> None:
    client.post(f"{link}/stop")
    assert f'datetime="{timezone.localdate()}' in client.get(link).content.decode()
