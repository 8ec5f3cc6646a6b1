"""The three lists, written as three programs export them. `python -m aval.console.demonstration.lists` writes the kept ones.

Dates follow the day given, so that the demonstration shows the same thing whenever it is run.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from aval.console.demonstration import traps
from aval.console.demonstration.people import Contact, Inventor

KEPT_ON = date(2026, 11, 23)
HERE = Path(__file__).parent / "lists"
EXPECTED = ("list", "line", "trap", "recipient_kind", "answer")


@dataclass(frozen=True)
class Layout:
    """How a program exports: file, encoding, separator, header line, and how a contact fills them."""

    file: str
    encoding: str
    separator: str
    header: str
    row: Callable[[Contact], list[str]]


def ours(contact: Contact) -> list[str]:
    """A French CRM's export, with the badge of the fair."""
    company, status = contact.company, "Présent" if contact.phone else "Absent"
    siren = f"{company.siren[:3]} {company.siren[3:6]} {company.siren[6:]}".strip()
    mobile = f'="+33{contact.mobile.replace(" ", "").replace(".", "")[-9:]}"' if contact.mobile else ""
    return [
        contact.civility, contact.first, contact.last, contact.title, contact.email, contact.phone, mobile, company.name, siren,
        company.form, company.naf, company.status, company.postcode, company.town, company.country, "Intérêt légitime", "Visiteur",
        status, _day(contact.collected_on, "%d/%m/%Y"), _day(contact.observed_on, "%d/%m/%Y"), "Oui" if contact.stop else "Non",
    ]  # fmt: skip


def good(contact: Contact) -> list[str]:
    """A HubSpot export, with the properties the supplier added."""
    company = contact.company
    return [
        contact.first, contact.last, contact.email, contact.phone, contact.mobile, contact.title, "", "", company.name, "", "",
        company.town, company.postcode, company.country, "Lead", "New", "", "Offline Sources", "Legitimate interest – prospect/lead",
        company.siren, company.form_code, company.naf, company.status, _day(contact.collected_on, "%Y-%m-%d"),
        _day(contact.observed_on, "%Y-%m-%d"), "true" if contact.stop else "",
    ]  # fmt: skip


def bad(contact: Contact) -> list[str]:
    """A Brevo export of somebody else's account."""
    company, added = contact.company, _day(contact.collected_on, "%d-%m-%Y")
    sms = contact.mobile.replace(" ", "").replace(".", "")
    return [
        contact.email, contact.last, contact.first, sms, "Yes" if contact.stop else "No", "No", added, added, contact.title,
        company.name, company.siren, company.form, company.naf, company.town, company.country,
    ]  # fmt: skip


OURS = Layout(
    "nos-contacts-salon.csv",
    "utf-8-sig",
    ";",
    "Civilité;Prénom;Nom;Fonction;Courriel;Téléphone;Mobile;Organisation;SIREN;Forme juridique;Code NAF;Diffusion Sirene;"
    "Code postal;Ville;Pays;Base légale;Catégorie;Présence;Date Inscription;Fonction vérifiée le;Opposition",
    ours,
)
GOOD = Layout(
    "fournisseur-serieux-hubspot.csv",
    "utf-8",
    ",",
    "First Name,Last Name,Email,Phone Number,Mobile Phone Number,Job Title,Job function,Seniority,Company Name,Industry,"
    "Number of Employees,City,Postal Code,Country/Region,Lifecycle Stage,Lead Status,Contact owner,Original Source,"
    "Legal basis for processing contacts data,SIREN,Legal form,Code NAF,Diffusion Sirene,Create Date,Title verified on,"
    "Unsubscribed from all email",
    good,
)
BAD = Layout(
    "fournisseur-douteux-brevo.csv",
    "cp1252",
    ";",
    "EMAIL;LASTNAME;FIRSTNAME;SMS;EMAIL_BLACKLISTED;SMS_BLACKLISTED;ADDED_TIME;MODIFIED_TIME;FONCTION;SOCIETE;SIREN;"
    "FORME_JURIDIQUE;CODE_NAF;VILLE;PAYS",
    bad,
)

TRAPS: dict[Layout, dict[traps.Trap, int]] = {
    OURS: {
        traps.sole_trader: 12,
        traps.sole_trader_service: 6,
        traps.company_named_after_her: 3,
        traps.partial_diffusion: 4,
        traps.private_mailbox: 12,
        traps.town_hall_at_a_provider: 2,
        traps.one_person_function: 8,
        traps.name_in_role: 4,
        traps.form_unknown: 4,
        traps.unread_title: 8,
        traps.unread_address: 2,
        traps.stale_function: 8,
        traps.kept_too_long: 8,
        traps.abroad: 5,
        traps.opted_out: 8,
        traps.two_spellings: 6,
        traps.bad_lines: 1,
    },
    GOOD: {
        traps.sole_trader: 6,
        traps.partial_diffusion: 4,
        traps.private_mailbox: 6,
        traps.disposable: 3,
        traps.one_person_function: 4,
        traps.form_unknown: 4,
        traps.unread_title: 5,
        traps.stale_function: 6,
        traps.notice_overdue: 6,
        traps.abroad: 3,
        traps.two_spellings: 2,
        traps.bad_lines: 1,
    },
    BAD: {
        traps.sole_trader: 10,
        traps.private_mailbox: 25,
        traps.disposable: 6,
        traps.kept_too_long: 10,
        traps.opted_out: 14,
        traps.unread_title: 6,
        traps.abroad: 4,
        traps.bad_lines: 1,
    },
}
ORDINARY = {OURS: (110, 30), GOOD: (100, 22), BAD: (40, 10)}
"""How many people with a work address, how many role mailboxes, without any snare."""


def make_lists(folder: Path, on: date) -> list[Path]:
    """Write the three lists and `expected.csv` in `folder`, dated around `on`; the paths of the lists."""
    maker = Inventor(on)
    lists = {layout: _contacts(maker, layout) for layout in TRAPS}
    plain = [contact for contact in lists[OURS] if not contact.trap and contact.first]
    stopped = [contact for contact in lists[OURS] if contact.stop]
    lists[GOOD] += [traps.met_elsewhere(contact, maker) for contact in plain[:12]]
    lists[GOOD] += [
        replace(traps.met_elsewhere(contact, maker), trap="opted-out-elsewhere", answer="import:opposed")
        for contact in stopped[:3]
    ]
    lists[BAD] += [
        replace(traps.met_elsewhere(contact, maker), stop=True, trap="opted-out-elsewhere", answer="import:opposed")
        for contact in plain[12:15]
    ]
    expected = [EXPECTED]
    for layout, contacts in lists.items():
        maker.random.shuffle(contacts)
        (folder / layout.file).write_bytes(_text(layout, contacts).encode(layout.encoding, "strict"))
        expected += [
            (layout.file, str(line), contact.trap, contact.kind, contact.answer)
            for line, contact in enumerate(contacts, start=2)
            if contact.trap
        ]
    (folder / "expected.csv").write_text("".join(f"{','.join(row)}\n" for row in expected), encoding="utf-8")
    return [folder / layout.file for layout in lists]


def _contacts(maker: Inventor, layout: Layout) -> list[Contact]:
    people, services = ORDINARY[layout]
    made = [maker.person() for _ in range(people)] + [maker.service() for _ in range(services)]
    for snare, times in TRAPS[layout].items():
        for _ in range(times):
            made += snare(maker)
    return made


def _text(layout: Layout, contacts: list[Contact]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=layout.separator, lineterminator="\r\n")
    writer.writerow(layout.header.split(layout.separator))
    for contact in contacts:
        writer.writerow(layout.row(replace(contact, **contact.cells)))
    return buffer.getvalue()


def _day(day: date | None, pattern: str) -> str:
    return day.strftime(pattern) if day else ""


if __name__ == "__main__":
    make_lists(HERE, KEPT_ON)
