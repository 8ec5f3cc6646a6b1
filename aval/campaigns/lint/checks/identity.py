"""Who writes (L34-5 CPCE, 5th paragraph): named, numbered, at an address, from its own domain."""

import re
from collections.abc import Iterator

from aval.campaigns.lint.folding import fold, share
from aval.campaigns.lint.reading import Reading
from aval.campaigns.lint.report import Fault

NUMBER = re.compile(
    r"\b(?:siren|siret|rcs|r\.c\.s\.?)\b[^\d\n]{0,40}\d{3}[ .]?\d{3}[ .]?\d{3}|\d{3} ?\d{3} ?\d{3} (?:r\.?c\.?s)"
)
LEGAL_FORM = re.compile(
    r"\b(sas|sasu|sarl|sa|eurl|sci|snc|scop|scic|selarl|scp|gie|association|cooperative|mutuelle|fondation|gmbh|ltd|llc|inc"
    r"|bv|srl|spa|plc|entreprise individuelle|\bei\b|micro-entreprise|etablissement)\b"
)
PLACE = re.compile(
    r"\b\d{5}\b,? (?:cedex )?[a-z][a-z' -]{1,}|\b[a-z]{1,2}\d[a-z\d]? \d[a-z]{2}\b|\bcs \d{5}\b|\bbp \d{2,5}\b"
)
FORMS = re.compile(r"\b(sas|sasu|sarl|sa|eurl|snc|scop|scic|gie|et|and|the|de|du|la|le|les|des|cie|co)\b")
FREE_MAIL = re.compile(
    r"@(gmail|googlemail|yahoo|ymail|hotmail|outlook|live|msn|orange|wanadoo|free|laposte|sfr|neuf|bbox|numericable|icloud|me"
    r"|mac|aol|gmx|proton|protonmail|mail|yandex|zoho)\.(com|fr|net|org|me|ru|eu|be|ch|de|co\.uk)$"
)


def check(reading: Reading) -> Iterator[Fault]:
    """What the body and the sender do not say of the advertiser."""
    if reading.bodies:
        yield from _name(reading)
    if reading.bodies and reading.commercial:
        yield from _number(reading)
        yield from _place(reading)
    if reading.commercial:
        yield from _sender(reading)


def _name(reading: Reading) -> Iterator[Fault]:
    name = reading.context.advertiser.legal_name
    if name is None:
        if reading.commercial and not (LEGAL_FORM.search(reading.text) or NUMBER.search(reading.text)):
            yield Fault("identity-name", "body", severity="unknown")
        return
    if not says(name, reading.text) and (reading.commercial or not says(name, fold(reading.from_name))):
        yield Fault("identity-name", "body", name)


def says(name: str, folded: str) -> bool:
    """Whether a text holds a company's name, its legal form and its small words left aside; addresses say nothing."""
    flat = re.sub(
        r"[^a-z0-9]+", " ", re.sub(r"[^\s@]{1,64}@\S{1,200}|https?://\S{1,2000}|\bwww\.\S{1,200}", " ", folded)
    )
    asked = re.sub(r"[^a-z0-9]+", " ", fold(name)).strip()
    if f" {asked} " in f" {flat} ":
        return True
    bare = " ".join(FORMS.sub(" ", asked).split())
    return bool(bare) and f" {bare} " in f" {flat} "


def _number(reading: Reading) -> Iterator[Fault]:
    siren = reading.context.advertiser.siren
    digits = re.sub(r"(?<=\d)[ .](?=\d)", "", reading.text)
    if siren is not None:
        if siren not in digits:
            yield Fault("identity-siren", "body", siren)
    elif not NUMBER.search(reading.text):
        yield Fault("identity-siren", "body")


def _place(reading: Reading) -> Iterator[Fault]:
    address = reading.context.advertiser.postal_address
    if address is None:
        if not PLACE.search(reading.text):
            yield Fault("identity-address", "body")
        return
    wanted = fold(address)
    codes = re.findall(r"\b\d{5}\b", wanted)
    if share(wanted, reading.text) < 0.7 or (codes and codes[0] not in reading.text):
        yield Fault("identity-address", "body", address)


def _sender(reading: Reading) -> Iterator[Fault]:
    if FREE_MAIL.search(reading.from_address) or (
        reading.domain_is_theirs(reading.from_address) is False and not reading.context.sent_by_agency
    ):
        yield Fault("sender-domain", "header from", reading.from_address)
    if reading.context.sent_by_agency:
        return
    told = set(re.findall(r"[a-z0-9]{2,}", fold(reading.from_name)))
    legal_name = reading.context.advertiser.legal_name
    domains = reading.context.advertiser.domains or (reading.from_address.rpartition("@")[2],)
    flat = re.sub(r"[^a-z0-9]", "", fold(reading.from_name))
    labels = {label for domain in domains for label in domain.split(".")[:-1] if len(label) > 3}
    names = set(re.findall(r"[a-z0-9]{2,}", FORMS.sub(" ", fold(legal_name or "")))) | {
        word for label in labels for word in label.split("-") if len(word) > 2
    }
    named = bool(told & names) or any(label.replace("-", "") in flat for label in labels)
    if not named and not _brand_in_text(reading):
        yield Fault("sender-name", "header from", reading.from_name, None if legal_name else "unknown")


def _brand_in_text(reading: Reading) -> bool:
    """A brand the body ties to the company: « X, marque de Y »."""
    text = reading.text
    for part in re.split(r"[|,()\-]| chez | de | from | at ", fold(reading.from_name)):
        brand = part.strip(' "')
        tied = rf"{re.escape(brand)}[^.\n]{{0,60}}(marque|nom commercial|enseigne|pour le compte|brand|trading|on behalf|edite par)"
        if len(brand) > 2 and re.search(tied, text):
            return True
    return False
