"""A person known for ten years: what `n` letters, decisions, calls to order and requests leave behind."""

from datetime import timedelta

from django.db import transaction

from aval import evidence
from aval.accounts.models import Brand, Organisation
from aval.clearance.models import Clearance
from aval.post.models import Attempt
from aval.prospects.models import Person
from aval.rights.answering import record_sent, write_answer
from aval.rights.cases import open_case
from tests.cast import NOON, make_campaign, make_offer

DAY = timedelta(days=1)
FACTS = {
    "channel": "email",
    "message_type": "prospecting",
    "recipient_kind": "pro_nominative",
    "source_named": True,
    "relevant": True,
}


def live(organisation: Organisation, person: Person, n: int) -> None:
    """Fill `n` rows of each of what time leaves: decisions, letters, entries; and a request every hundred of them."""
    source = person.provenances.get().source
    offer = make_offer(Brand.objects.of(organisation).get())
    campaigns = [make_campaign(offer, source) for _ in range(n)]
    point = person.contact_points.first()
    instants = [NOON - DAY * 3650 * (n - place) / n for place in range(n)]
    facts = [{**FACTS, "minute": 600 + place % 2} for place in range(n)]
    clearances = Clearance.objects.bulk_create(
        Clearance(
            organisation=organisation, person=person, contact_point=point, channel="email", message_type="prospecting",
            offer_code=offer.code, verdict="allow", basis="b2b-doctrine", findings=[{"code": "b2b-doctrine"}],
            facts=facts[place], law="0" * 64, decided_at=at, used_at=at,
        )
        for place, at in enumerate(instants)
    )  # fmt: skip
    Attempt.objects.bulk_create(
        Attempt(
            organisation=organisation, campaign=campaigns[place], person=person, contact_point=None, clearance=one,
            state=Attempt.State.SENT, handed_at=one.decided_at, message_id=f"<{place}@atelier-nord.example>",
        )
        for place, one in enumerate(clearances)
    )  # fmt: skip
    with transaction.atomic():
        told = [
            ({"attempt": place, "channel": "email", "findings": ["b2b-doctrine"]}, f"person:{person.pk}")
            for place in range(n)
        ]
        evidence.record_many(organisation.pk, "message:handed", told, at=NOON)
    for place in range(0, n, 100):
        at = NOON - DAY * (place + 1)
        case = open_case(
            organisation, "information", door="telephone", received_at=at, at=at, person=person, said="Qui êtes-vous ?"
        )
        record_sent(
            write_answer(case, "done", subject="Votre question", text="Voici qui nous sommes.", language="fr", at=at),
            way="spoken", proof="Au téléphone, à elle-même.", at=at,
        )  # fmt: skip
