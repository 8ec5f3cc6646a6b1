"""No field without a need (art. 5(1)(c) GDPR): what is never needed, what may be asked but not demanded."""

import re
from collections.abc import Iterator

from aval.collection.auditing.forms import Control
from aval.collection.auditing.kinds import is_honeypot
from aval.collection.auditing.reading import Reading
from aval.collection.auditing.report import Fault
from aval.collection.auditing.wordings import fold

NEVER = (
    ("birth", r"naissance|\bage\b|birth|\bdob\b|\bbday\b|anniversaire"),
    (
        "private_address",
        r"(adresse|address) (personnelle|privee|du domicile|home)|\bdomicile\b|home address|adresse perso",
    ),
    (
        "identity_number",
        r"securite sociale|\bnir\b|numero (de )?(cni|passeport|carte d'identite)|passport|social security|national id|piece d'identite|\bssn\b",
    ),
    (
        "civil_status",
        r"situation (familiale|matrimoniale|maritale)|etat civil|marital|nombre d'enfants|\benfants\b|children",
    ),
    ("origin", r"nationalite|nationality|\borigine\b|ethni"),
    ("sensitive", r"religion|syndica|handicap|\bsante\b|health|politique(?! de)|orientation|grossesse|opinions?\b"),
    ("money", r"\biban\b|\brib\b|salaire|revenus?\b(?! par)|salary|income|carte bancaire|credit card|numero de carte"),
    (
        "private_mail",
        r"(e-?mail|courriel|mail|adresse|telephone|mobile|portable|phone|number) (personnel|perso|prive|personal|private)",
    ),
)
PHONE = re.compile(r"telephone|\btel\b|phone|mobile|portable|\bgsm\b")
TITLE = re.compile(r"civilite|\bgenre\b|\bsexe\b|gender|\btitle\b|salutation")
ADDRESS = re.compile(r"adresse postale|code postal|\brue\b|\bvoie\b|zip ?code|postcode|street|postal address")
CALLED = re.compile(
    r"rappel|(me|vous|etre) (rappele|appele|contacte par telephone)|call ?back|call me|\bdemo|demonstration|rendez|devis|quote|livraison|delivery|commande|order|checkout|intervention|reservation|depannage|urgence"
)
SENT = re.compile(
    r"livraison|delivery|shipping|envoi postal|par courrier|brochure papier|echantillon|sample|commande|order|devis|intervention|facturation|agence (la plus )?proche|by post|nearest"
)


def check(reading: Reading) -> Iterator[Fault]:
    """The fields this form could do without, and those it should not demand."""
    around = f"{reading.form.text[:3000]} {fold(reading.context.form_kind or '')}"
    for one in reading.form.controls:
        if (
            not one.seen
            or one.kind in {"checkbox", "switch", "hidden", "password"}
            or is_honeypot(one)
            or one in reading.boxes
        ):
            continue
        name = _name(one)
        for what, pattern in NEVER:
            if re.search(pattern, name) and not _allowed(what, one, reading):
                yield Fault("field-excess", one.element, label(one), what)
                break
        else:
            if one.required or _starred(one):
                yield from _demanded(one, name, around, reading)
    if reading.context.audience in {"b2c", "mixed"} and _asks_phone(reading) and not _phone_told(reading.form.text):
        yield Fault("phone-notice-missing", _asks_phone(reading)[0].element)


def _demanded(one: Control, name: str, around: str, reading: Reading) -> Iterator[Fault]:
    if (one.kind == "tel" or PHONE.search(name)) and not CALLED.search(around):
        yield Fault("field-mandatory", one.element, label(one), "phone")
    elif TITLE.search(name) and one.kind in {"select", "radio"}:
        first = one.radios[0] if one.radios else one
        if one is first:
            yield Fault("field-mandatory", one.element, label(one), "title")
    elif ADDRESS.search(name) and not SENT.search(around):
        yield Fault("field-mandatory", one.element, label(one), "address")


def _allowed(what: str, one: Control, reading: Reading) -> bool:
    """A birth date a consumer may give, or a date that is not hers."""
    consumer = reading.context.audience == "b2c"
    demanded = one.required or _starred(one)
    return consumer and not demanded and what in {"birth", "private_address", "civil_status"}


def _name(one: Control) -> str:
    attrs = one.element
    return f"{re.sub('[_-]', ' ', fold(one.names))} {one.words[:160]} {fold(attrs.get('placeholder'))} {attrs.get('autocomplete')}"


def _starred(one: Control) -> bool:
    return "*" in one.words or "obligatoire" in one.words or "*" in one.element.get("placeholder")


def label(one: Control) -> str:
    """The name of a field, as a reader sees it."""
    told = one.written or one.element.get("placeholder") or one.name
    return " ".join(told.replace("*", "").split())[:80]


def _asks_phone(reading: Reading) -> list[Control]:
    return [
        one
        for one in reading.form.controls
        if one.seen
        and one.kind in {"tel", "text"}
        and (one.kind == "tel" or PHONE.search(_name(one)))
        and not is_honeypot(one)
    ]


def _phone_told(text: str) -> bool:
    """A consumer who gives a number is told that commercial calls need her prior consent (L223-2 code de la consommation)."""
    return bool(
        re.search(
            r"(appel|demarchage|prospection)\w*[^.]{0,120}(consentement|accord)|(consentement|accord)[^.]{0,120}(appel|demarchage|telephon)|sans votre (consentement|accord)[^.]{0,80}(appel|telephon)|call\w*[^.]{0,120}consent|consent[^.]{0,120}call|l\. ?223-[12]",
            text,
        )
    )
