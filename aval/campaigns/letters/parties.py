"""Who writes, where the address comes from, who is written to: what a letter needs, read from the rows once."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from aval.accounts.models import Brand, Organisation
from aval.campaigns.letters.words import tidy
from aval.prospects.models import ContactPoint, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """The controller and the brand it writes under."""

    organisation: int
    legal_name: str
    siren: str
    postal_address: str
    telephone: str
    mailbox: str
    dpo_name: str
    dpo_email: str
    brand: str
    sender_name: str
    sender_email: str
    reply_to: str

    @classmethod
    def of(cls, brand: Brand) -> Self:
        """The brand and its organisation; every text on one line."""
        controller = brand.organisation
        return replace(
            cls.without_brand(controller),
            brand=tidy(brand.name),
            sender_name=tidy(brand.sender_name),
            sender_email=tidy(brand.sender_email),
            reply_to=tidy(brand.reply_to or controller.mailbox),
        )

    @classmethod
    def without_brand(cls, controller: Organisation) -> Self:
        """The controller alone."""
        return cls(
            organisation=controller.pk,
            legal_name=tidy(controller.legal_name),
            siren=tidy(controller.siren),
            postal_address=tidy(", ".join(filter(None, map(str.strip, controller.postal_address.splitlines())))),
            telephone=tidy(controller.telephone),
            mailbox=tidy(controller.mailbox),
            dpo_name=tidy(controller.dpo_name),
            dpo_email=tidy(controller.dpo_email),
            brand=tidy(controller.legal_name),
            sender_name="",
            sender_email="",
            reply_to="",
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """The parts the law asks for and that are empty."""
        asked = ("legal_name", "siren", "postal_address", "telephone", "mailbox", "brand", "sender_email")
        return tuple(name for name in asked if not getattr(self, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A source, as the person is told of it."""

    name: str
    kind: str
    basis: str
    holder: str

    @classmethod
    def of(cls, source: Source) -> Self:
        return cls(name=tidy(source.name), kind=source.kind, basis=source.basis, holder=tidy(source.holder))


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One person at one address. `function` is her title as read, else the name of her function; `language` fr or en."""

    contact_point: int
    email: str
    language: str
    collected_on: date
    first_name: str = ""
    last_name: str = ""
    civility: str = ""
    function: str = ""
    company: str = ""
    city: str = ""

    @classmethod
    def of(cls, point: ContactPoint, collected_on: date) -> Self:
        """From the rows (`select_related("person__company")` spares queries)."""
        person = point.person
        company = person.company
        return cls(
            contact_point=point.pk,
            email=point.value,
            language=person.language,
            collected_on=collected_on,
            first_name=person.first_name,
            last_name=person.last_name,
            civility=person.civility,
            function=person.title,
            company=company.name if company else "",
            city=company.city if company else "",
        )
