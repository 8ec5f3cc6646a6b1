"""What a box asks in one go: one purpose each, outside the terms, freely, naming who will write (art. 7 GDPR, L34-5 CPCE)."""

import re
from collections.abc import Iterator

from aval.collection.auditing.checks.boxes import quote
from aval.collection.auditing.forms import Control
from aval.collection.auditing.page import Page
from aval.collection.auditing.reading import TICKED, Reading, accepts_something, question, says_no
from aval.collection.auditing.report import Fault
from aval.collection.auditing.wordings import MAIL, MARKETING, NEGATION, PARTNERS, PHONE, SMS, TERMS, TRACKING

MANDATORY = re.compile(r"\*|obligatoire|required|mandatory")
NAMED = re.compile(
    r"(?:partenaires?|partners?|soci[ée]t[ée]s|filiales|compan(?:y|ies)|entreprises|tiers|groupe)\b[^.]{0,60}?(?:[:(]|\bsuivant\w*|,|\bqui sont|\bnamely)\s*"
    r"(?:(?:les|la|le|the|soci[ée]t[ée]s?)\s)*[A-ZÀ-Ý][\w&’'-]+"
)
BY_NAME = re.compile(
    r"(?:partenaires?|partner|soci[ée]t[ée]|filiale|company|tiers)\s+(?!Aval\b)(?:[A-ZÀ-Ý][\w&’'-]+\s*)+(?:SAS|SARL|SA|SASU|Ltd|GmbH|Inc|SE|\()"
)
VAGUE = re.compile(
    r"\b(etc|notamment|parmi lesquels|such as|including|entre autres|et autres|and others|par exemple|selectionn\w+)\b|\.\.\.|…"
)
JOINED = re.compile(
    r"\b(et|ou|et/ou|ainsi que|and|or|and/or|as well as)( (de|par|a|from|by|to))?( (ses|nos|leurs|des|les|our|its|their|selected|carefully|certains|some))*\s*$"
)
LIST = re.compile(
    r"liste|qui sont|voir|decouvrir|consult|list\b|who (they|our)|nos partenaires|our partners|partenaires|partners"
)


def check(reading: Reading) -> Iterator[Fault]:
    """What each box about prospecting asks at once."""
    for one in reading.choices:
        if one.kind == "radio" and one.radios and one is not next((r for r in one.radios if not says_no(r)), one):
            continue
        yield from _of_one(one, reading)
    for one in reading.form.of("checkbox", "switch"):
        if one not in reading.boxes and accepts_something(one) and third(question(one)):
            yield from partners(reading, one)


def _of_one(one: Control, reading: Reading) -> Iterator[Fault]:
    text = question(one)
    if TERMS.search(text) and not says_no(one):
        yield Fault("consent-in-terms", one.element, quote(one))
    elif len(purposes(text)) > 1:
        yield Fault("consent-bundled", one.element, quote(one), ",".join(sorted(purposes(text))))
    demanded = one.kind in TICKED and (one.required or MANDATORY.search(one.words))
    if demanded and (not reading.subscribes or third(text)):
        yield Fault("consent-forced", one.element, quote(one))
    if third(text):
        yield from partners(reading, one)


def purposes(text: str) -> set[str]:
    """The purposes a folded text joins: writing by e-mail, SMS, telephone, passing on to others, tracking."""
    found = {
        "sms": bool(SMS.search(text)),
        "phone": bool(PHONE.search(text)),
        "partners": third(text),
        "tracking": bool(TRACKING.search(text)),
    }
    others = {name for name, there in found.items() if there}
    own = MAIL.search(text) or (MARKETING.search(text) and not others - {"tracking"})
    first = PARTNERS.search(text) if "partners" in others else None
    from_us_too = first is not None and JOINED.search(text[: first.start()]) is not None
    mine = own and not ("partners" in others and not from_us_too)
    return others | ({"email"} if mine or from_us_too else set())


def third(text: str) -> bool:
    """Whether others will write, or receive; a sentence that says they will not does not count."""
    found = PARTNERS.search(text)
    if not found:
        return False
    before = text[max(0, found.start() - 80) : found.start()]
    return not NEGATION.search(before)


def partners(reading: Reading, one: Control) -> Iterator[Fault]:
    """Partners are named here, or on a dated list one click away (SAN-2022-021 EDF, SAN-2024-003 Foriou; C-317/25)."""
    written = one.written
    if (NAMED.search(written) or BY_NAME.search(written)) and not VAGUE.search(question(one)):
        return
    link = list_link(reading.page)
    if link is None:
        yield Fault("partners-unnamed", one.element, quote(one))
        return
    known = reading.context.page(link)
    if known is None or known.status is None:
        yield Fault("partners-list-unread", one.element, link)
    elif known.status >= 400 or known.status == 0 or known.requires_login:
        yield Fault("partners-unnamed", one.element, quote(one))


def list_link(page: Page) -> str | None:
    """The address of the list of partners, wherever it stands on the page."""
    for link in page.of("a"):
        said = " ".join(page.texts.get(link, "").lower().split())
        target = link.get("href").strip()
        if not target or target == "#" or target.lower().startswith("javascript:"):
            continue
        if (PARTNERS.search(said) and LIST.search(said)) or re.search(r"partenaire|partner", target.lower()):
            return target
    return None
