"""People and companies that do not exist, the same ones each time. No address can be delivered, no number dialled.

Domains end in `.example` (RFC 2606), numbers are in the ranges Arcep keeps for fiction, a SIREN begins with 000.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.resources import files
from itertools import cycle
from random import Random
from typing import Any

from aval.prospects.classification.folding import fold

SEED = 2026
FIXED = ("0199 00", "02 61 91", "03 53 01", "04 65 71", "05 36 49")  # Arcep, numbers for works of fiction
MOBILE = "06 39 98"
PRIVATE = "boite-perso.example"  # known to classification as a provider of private mailboxes
DISPOSABLE = "jetable.example"


@dataclass(frozen=True)
class Company:
    """An employer; `form` and `form_code` are one legal form, as people say it and as Insee numbers it."""

    name: str
    domain: str
    siren: str
    naf: str
    form: str
    form_code: str
    town: str
    postcode: str
    status: str = "O"
    country: str = "France"


@dataclass
class Contact:
    """One line to be. `trap` is the snare set in it, `kind` the recipient it must be classified as, `answer` the
    law's finding, or what the import must do, that the trap is there to show."""

    company: Company
    civility: str = ""
    first: str = ""
    last: str = ""
    title: str = ""
    email: str = ""
    phone: str = ""
    mobile: str = ""
    collected_on: date | None = None
    observed_on: date | None = None
    stop: bool = False
    trap: str = ""
    kind: str = "pro_nominative"
    answer: str = ""
    cells: dict[str, str] = field(default_factory=dict)


class Inventor:
    """Draws people one after another; what it draws depends on the seed alone."""

    def __init__(self, on: date) -> None:
        self.random = Random(SEED)  # noqa: S311  invented people need no secrecy
        self.on = on
        self.words: dict[str, Any] = tomllib.loads((files(__package__) / "invented.toml").read_text(encoding="utf-8"))
        self.taken: set[str] = set()
        self.names = self._names()
        self.companies = self._companies()

    def _names(self) -> Iterator[tuple[str, str, str]]:
        """Civility, first and last name, never the same person twice."""
        everyone = [
            (civility, first, last)
            for civility, firsts in (("Mme", self.words["women"]), ("M.", self.words["men"]))
            for first in firsts
            for last in self.words["surnames"]
        ]
        self.random.shuffle(everyone)
        return iter(everyone)

    def _companies(self) -> Iterator[Company]:
        """Companies that are legal persons, each met several times over."""
        made = []
        for number, root in enumerate(root for _ in range(4) for root in self.words["roots"]):
            trade = self.words["trades"][(number + number // 40) % len(self.words["trades"])]
            made.append(self.company(trade["name"].format(root=root), trade["naf"], trade["form"]))
        unique = list({company.domain: company for company in made}.values())
        self.random.shuffle(unique)
        return cycle(unique)

    def company(self, name: str, naf: str, form: list[str], domain: str = "") -> Company:
        """One company of that name, with a SIREN of its own."""
        eight = f"000{self.random.randrange(10**5):05d}"
        town = self.random.choice(self.words["towns"])
        return Company(
            name,
            domain or f"{fold(name).replace(' ', '-')}.example",
            eight + luhn_key(eight),
            naf,
            *form,
            town,
            f"{self.random.randrange(1, 96):02d}{self.random.randrange(1000):03d}",
        )

    def person(self, company: Company | None = None, titles: str = "") -> Contact:
        """A professional with a work address in her name, observed and collected not long ago."""
        company = company or next(self.companies)
        civility, first, last = next(self.names)
        town = company.form_code == "7210" and titles in {"", "near", "top", "far"}
        pool = "town" if town else titles or self.random.choices(("near", "top", "far"), (45, 15, 40))[0]
        title = self.random.choice(self.words["titles"][pool])
        man, woman = title if isinstance(title, list) else (title, title)
        contact = Contact(company, civility, first, last, woman if civility == "Mme" else man)
        contact.email = f"{self.local_part(first, last)}@{company.domain}"
        contact.phone = self.number(self.random.choice(FIXED))
        contact.mobile = self.number(MOBILE) if self.random.random() < 0.3 else ""
        contact.collected_on = self.days_ago(5, 25)
        contact.observed_on = contact.collected_on
        return contact

    def trader(self) -> Contact:
        """Somebody who works under her own name."""
        contact = self.person(titles="top")
        craft = self.random.choice(self.words["crafts"])
        name = craft["name"].format(first=contact.first, last=contact.last)
        contact.company = self.company(name, craft["naf"], craft["form"])
        contact.title = "Gérante" if contact.civility == "Mme" else "Gérant"
        contact.email = f"{self.local_part(contact.first, contact.last)}@{contact.company.domain}"
        contact.kind = "sole_trader"
        return contact

    def service(self, local_part: str = "", company: Company | None = None) -> Contact:
        """A role mailbox nobody else has, with nobody's name. A mayor is of a town, a manager of none."""
        local_part = local_part or self.random.choice(self.words["roles"]["services"])
        while True:
            contact = self.person(company)
            contact.email = f"{local_part}@{contact.company.domain}"
            town = contact.company.form_code == "7210"
            fits = town if local_part == "maire" else not town or local_part in self.words["roles"]["services"]
            if company or (fits and contact.email not in self.taken):
                break
        self.taken.add(contact.email)
        contact.civility = contact.first = contact.last = contact.title = contact.mobile = ""
        contact.observed_on = None
        contact.kind = "generic_legal_person"
        return contact

    def local_part(self, first: str, last: str) -> str:
        """Her name before the @, in one of the usual ways."""
        given, family = fold(first).replace(" ", "-"), fold(last).replace(" ", "-")
        return self.random.choice((f"{given}.{family}", f"{given[0]}.{family}", f"{given[0]}{family}".replace("-", "")))

    def number(self, start: str) -> str:
        """A number of that range, written as people do."""
        digits = start.replace(" ", "") + f"{self.random.randrange(10**4):04d}"
        pairs = " ".join(digits[place : place + 2] for place in range(0, 10, 2))
        return self.random.choice((pairs, pairs.replace(" ", "."), digits, f"+33 {pairs[1:]}"))

    def days_ago(self, least: int, most: int) -> date:
        """Some day that far back."""
        return self.on - timedelta(days=self.random.randint(least, most))


def luhn_key(digits: str) -> str:
    """The last digit of a SIREN that begins so."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 if place % 2 else 2)
        total += value - 9 if value > 9 else value
    return str(-total % 10)
