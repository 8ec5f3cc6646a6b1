"""Paper and ink of the tests: a sender, a source, a recipient, and letters made of them without a base."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from aval.campaigns.letters.composing import Letter, Prepared, compose, prepare
from aval.campaigns.letters.parties import Origin, Recipient, Sender

AT = datetime(2026, 11, 23, 11, tzinfo=UTC)
URL = "https://aval.atelier-nord.example"
MESSAGE_ID = "<attempt-1@atelier-nord.example>"
SENDER = Sender(
    organisation=1,
    legal_name="Atelier Nord SAS",
    siren="000000018",
    postal_address="12 rue des Lilas, 59000 Lille",
    telephone="01 99 00 12 34",
    mailbox="contact@atelier-nord.example",
    dpo_name="Inès Ferrand",
    dpo_email="dpo@atelier-nord.example",
    brand="Paie claire",
    sender_name="Alix Martin",
    sender_email="alix@atelier-nord.example",
    reply_to="alix@atelier-nord.example",
)
ORIGIN = Origin(name="Salon Finance 2026", kind="bought", basis="legitimate_interest", holder="Éditions Quai Sud")
DOMINIQUE = Recipient(
    contact_point=7,
    email="dominique.vasseur@kermeur.example",
    language="fr",
    collected_on=date(2026, 11, 3),
    first_name="Dominique",
    last_name="Vasseur",
    civility="Madame",
    function="Directrice financière",
    company="Kermeur",
    city="Brest",
)
WORDS = {
    "fr": {
        "subject": "Votre paie à {societe}, deux jours de moins",
        "body": "Bonjour {prenom|Madame, Monsieur},\n\nNotre logiciel de paie prépare vos bulletins."
        "\n\nEn parler dix minutes ?\nAlix Martin",
    },
    "en": {
        "subject": "Your payroll at {company}, two days less",
        "body": "Hello {first_name|there},\n\nOur payroll software prepares your payslips."
        "\n\nShall we talk for ten minutes?\nAlix Martin",
    },
}
REASON = {
    "fr": "Notre logiciel de paie s’adresse aux directions financières.",
    "en": "Our payroll software is made for finance departments.",
}


@dataclass(frozen=True)
class Clearance:
    """A decision with the fields `compose` asks of one."""

    verdict: str = "allow"
    channel: str = "email"
    offer_code: str = "paie"
    organisation_id: int = 1
    contact_point_id: int | None = 7


def prepared(language: str = "fr", **changes: Any) -> Prepared:
    """A letter ready to be addressed."""
    known = {
        **WORDS[language],
        "language": language,
        "sender": SENDER,
        "origin": ORIGIN,
        "reason": REASON[language],
        "offer_code": "paie",
        "campaign": 3,
        "url": URL,
        "on": date(2026, 11, 23),
    }
    return prepare(**(known | changes))


def letter(recipient: Recipient = DOMINIQUE, language: str = "fr", **changes: Any) -> Letter:
    """A letter that may leave."""
    return compose(prepared(language, **changes), recipient, Clearance(), message_id=MESSAGE_ID, at=AT)


def somebody(**facts: Any) -> Recipient:
    """Dominique, otherwise."""
    return replace(DOMINIQUE, **facts)
