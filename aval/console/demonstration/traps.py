"""The snares of the demonstration, each named after what it is and set with what must come of it (sanctions.md, F).

`answer` is a finding of the law, or `import:` and what the import does: `merged`, `opposed`, or the reason of a refusal.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from aval.console.demonstration.people import DISPOSABLE, PRIVATE, Contact, Inventor
from aval.prospects.classification.folding import fold

L345 = "l345-no-consent"
Trap = Callable[[Inventor], list[Contact]]
FOREIGN = (("Allemagne", "GmbH", "Brandner"), ("Espagne", "SL", "Montalbán"), ("Belgique", "SRL", "Van Hoeck"))


def trap(contact: Contact, name: str, kind: str, answer: str) -> list[Contact]:
    """That contact, as a snare."""
    contact.trap, contact.kind, contact.answer = name, kind, answer
    return [contact]


def sole_trader(maker: Inventor) -> list[Contact]:
    return trap(maker.trader(), "sole-trader", "sole_trader", L345)


def sole_trader_service(maker: Inventor) -> list[Contact]:
    contact = maker.trader()
    contact.email = f"contact@{contact.company.domain}"
    return trap(contact, "sole-trader-behind-contact", "sole_trader", L345)


def company_named_after_her(maker: Inventor) -> list[Contact]:
    contact = maker.trader()
    name = f"{contact.first} {contact.last}"
    contact.company = replace(contact.company, name=name, form="", form_code="", siren="")
    contact.email = f"contact@{contact.company.domain}"
    return trap(contact, "company-named-after-a-person", "sole_trader", L345)


def partial_diffusion(maker: Inventor) -> list[Contact]:
    contact = maker.trader()
    contact.company = replace(contact.company, status="P")
    return trap(contact, "sirene-partial", "sole_trader", L345)


def private_mailbox(maker: Inventor) -> list[Contact]:
    contact = maker.person()
    contact.email = f"{maker.local_part(contact.first, contact.last)}@{PRIVATE}"
    return trap(contact, "private-mailbox", "personal_mailbox", L345)


def town_hall_at_a_provider(maker: Inventor) -> list[Contact]:
    town = maker.random.choice(maker.words["towns"])
    contact = maker.service("mairie", maker.company(f"Commune de {town}", "84.11Z", ["Commune", "7210"]))
    contact.email = f"mairie.{fold(town).replace(' ', '-')}.{maker.random.randrange(10, 100)}@{PRIVATE}"
    return trap(contact, "town-hall-at-a-provider", "personal_mailbox", "")


def disposable(maker: Inventor) -> list[Contact]:
    contact = maker.person()
    contact.email = f"{maker.local_part(contact.first, contact.last)}@{DISPOSABLE}"
    return trap(contact, "disposable", "personal_mailbox", "address-disposable")


def one_person_function(maker: Inventor) -> list[Contact]:
    return trap(
        maker.service(maker.random.choice(maker.words["roles"]["one_person"])),
        "function-of-one-person",
        "pro_nominative",
        "function-unknown",
    )


def name_in_role(maker: Inventor) -> list[Contact]:
    contact = maker.person(titles="near")
    contact.email = f"contact.{fold(contact.last).replace(' ', '')}@{contact.company.domain}"
    return trap(contact, "name-in-role-mailbox", "pro_nominative", "")


def form_unknown(maker: Inventor) -> list[Contact]:
    name = f"{maker.random.choice(maker.words['roots'])} Services {maker.random.randrange(10, 100)}"
    company = replace(maker.company(name, "", ["", ""]), siren="")
    return trap(
        maker.service("contact", company), "legal-form-unknown", "generic_legal_person", "classification-unsure"
    )


def unread_title(maker: Inventor) -> list[Contact]:
    return trap(maker.person(titles="unread"), "title-unread", "pro_nominative", "function-unknown")


def unread_address(maker: Inventor) -> list[Contact]:
    contact = maker.service(f"xk{maker.random.randrange(100, 999)}")
    return trap(contact, "address-unread", "unknown", "recipient-unknown")


def stale_function(maker: Inventor) -> list[Contact]:
    contact = maker.person(titles="near")
    contact.observed_on = maker.days_ago(400, 700)
    return trap(contact, "function-stale", "pro_nominative", "function-stale")


def kept_too_long(maker: Inventor) -> list[Contact]:
    contact = maker.person(titles="near")
    contact.collected_on = maker.days_ago(1100, 1500)
    return trap(contact, "kept-over-three-years", "pro_nominative", "retention-expired")


def notice_overdue(maker: Inventor) -> list[Contact]:
    contact = maker.person(titles="near")
    contact.collected_on = maker.days_ago(45, 90)
    return trap(contact, "notice-overdue", "pro_nominative", "art14-overdue")


def abroad(maker: Inventor) -> list[Contact]:
    country, form, name = maker.random.choice(FOREIGN)
    company = maker.company(f"{name} {maker.random.randrange(10, 100)} {form}", "", [form, "3220"])
    contact = maker.person(replace(company, siren="", country=country), titles="near")
    contact.phone = contact.mobile = ""
    return trap(contact, "abroad", "pro_nominative", "country-no-policy")


def opted_out(maker: Inventor) -> list[Contact]:
    contact = maker.person(titles="near")
    contact.stop = True
    return trap(contact, "opted-out", "pro_nominative", "import:opposed")


def two_spellings(maker: Inventor) -> list[Contact]:
    first = maker.person(titles="near")
    local, _, host = first.email.partition("@")
    email = maker.random.choice(
        (f"{local}+salon@{host}", first.email.upper(), f"mailto:{first.email}", f" {local}@{host.capitalize()}. ")
    )
    again = replace(first, email=email, first=first.first.upper(), last=first.last.upper())
    first.trap = "met-twice"
    return [first, *trap(again, "other-spelling", "pro_nominative", "import:merged")]


def met_elsewhere(contact: Contact, maker: Inventor) -> Contact:
    """The same person as another list has her: her address in capitals, her name without accents."""
    seen = replace(contact, email=contact.email.upper(), trap="in-two-lists", answer="import:merged", stop=False)
    seen.collected_on = seen.observed_on = maker.on - timedelta(days=20)
    return seen


BAD_CELLS = (
    ("bad-address", {"email": "sans-arobase.example"}, "address-no-at"),
    ("bad-address", {"email": "a@aubrelle.example; b@aubrelle.example"}, "address-several-addresses"),
    ("bad-address", {"email": "jean dupont@aubrelle.example"}, "address-spaces"),
    ("bad-address", {"email": "hélène@aubrelle.example"}, "address-non-ascii-local"),
    ("bad-address", {"email": "jean@aubrelle"}, "address-bad-domain"),
    ("formula", {"email": "=cmd|' /C calc'!A0"}, "address-formula"),
    ("formula", {"last": "=cmd|' /C calc'!A0"}, "formula"),
    ("no-address", {"email": "", "phone": "", "mobile": ""}, "no-address"),
    ("bad-number", {"phone": "01 99 00", "mobile": "06 39 98"}, "phone-too-short"),
)


def bad_lines(maker: Inventor) -> list[Contact]:
    """Each sort of line that cannot come in, once."""
    made = []
    for name, cells, reason in BAD_CELLS:
        contact = replace(maker.person(), trap=name, answer=f"import:{reason}", cells=cells)
        made.append(contact)
    return made
