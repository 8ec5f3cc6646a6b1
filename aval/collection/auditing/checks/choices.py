"""Refusing is as easy as accepting: same kind of control, same level, comparable size (SAN-2023-025, SAN-2024-004, SAN-2025-001)."""

import re
from collections.abc import Iterator

from aval.collection.auditing.forms import Button, Control
from aval.collection.auditing.kinds import prospects
from aval.collection.auditing.reading import Reading, question, says_no
from aval.collection.auditing.report import Fault
from aval.collection.auditing.wordings import PARTNERS

ACCEPT = re.compile(
    r"^(oui|ok\b|tout accepter|j'accepte|accepter|j'autorise|je valide|valider|accept|agree|allow|yes|i agree|i accept|got it|j'en profite|je profite|continuer et|s'inscrire et|envoyer et)|accepte[rz]? (tout|les|et)|accept all|et recevoir|et profiter"
)
REFUSE = re.compile(
    r"^(non\b|refus|tout refuser|je refuse|no\b|decline|reject|deny|rejeter|ignorer|passer|skip|plus tard|not now)|sans (accepter|recevoir|profiter|m'inscrire|abonn)|ne (souhaite|veux|desire) pas|without (accepting|receiving|subscribing)|no,? thanks|refuser|cliquez ici pour refuser|continue without"
)
SMALL = re.compile(
    r"(?:^|[\s_-])(?:link|small|xs|text-xs|text-sm|text-muted|muted|subtle|discreet|tiny|ghost-link|btn-link|plain)(?:$|[\s_-])"
)
SIZE = re.compile(r"(?:^|;)\s*font-size\s*:\s*([\d.]+)\s*(px|pt|rem|em|%)?", re.IGNORECASE)
COOKIE_CONSENT = re.compile(r"cookies?|traceurs?")


def check(reading: Reading) -> Iterator[Fault]:
    """A yes that is a button while the no is a link, a small text, or nowhere."""
    accepts = [
        one for one in reading.form.buttons if ACCEPT.search(one.said) and not REFUSE.search(one.said) and not one.link
    ]
    refuses = [one for one in reading.form.buttons if REFUSE.search(one.said)]
    speaks = (
        prospects(reading.form.text)
        or bool(PARTNERS.search(reading.form.text))
        or bool(COOKIE_CONSENT.search(reading.form.text))
    )
    for refuse in refuses if speaks else ():
        if (accept := next(iter(accepts or _pressed(reading)), None)) is not None and _lesser(accept, refuse):
            yield Fault("choice-unequal", refuse.element, f"{accept.said} / {refuse.said}")
    if reading.kind == "cookies" and accepts and not refuses:
        yield Fault("choice-unequal", accepts[0].element, accepts[0].said, "no_refusal")
    yield from _radios(reading)


def _pressed(reading: Reading) -> list[Button]:
    """The main buttons of the form."""
    return [one for one in reading.form.buttons if not one.link and not REFUSE.search(one.said)]


def _lesser(accept: Button, refuse: Button) -> bool:
    """Whether refusing is drawn lesser than accepting."""
    if refuse.link and not accept.link:
        return True
    if refuse.element.hidden in {"all", "some"} and accept.element.hidden == "":
        return True
    if SMALL.search(refuse.element.get("class").lower()) and not SMALL.search(accept.element.get("class").lower()):
        return True
    large, small = _size(accept), _size(refuse)
    if large and small and small < 0.75 * large:
        return True
    drawn, bare = accept.element.get("style"), refuse.element.get("style")
    return bool(
        "background" in drawn and re.search(r"background(-color)?\s*:\s*(none|transparent)|border\s*:\s*(none|0)", bare)
    )


def _size(button: Button) -> float | None:
    found = SIZE.search(button.element.get("style"))
    if found is None:
        seen = re.match(r"([\d.]+)x([\d.]+)", button.element.get("data-aval-box"))
        return float(seen[1]) * float(seen[2]) / 4000 if seen else None
    return float(found[1]) * {"px": 1, "pt": 1.33, "rem": 16, "em": 16, "%": 0.16}.get((found[2] or "px").lower(), 1)


def _radios(reading: Reading) -> Iterator[Fault]:
    """A question on prospecting that only has a yes."""
    seen: set[str] = set()
    for one in reading.form.of("radio"):
        if one.name in seen or one not in reading.boxes:
            continue
        seen.add(one.name)
        if not any(_refuses(other) for other in one.radios):
            yield Fault("choice-unequal", one.element, question(one)[:120], "no_refusal")


def _refuses(one: Control) -> bool:
    return says_no(one) or (
        not prospects(one.words) and bool(re.match(r"(non|no|aucun|none|jamais|never|pas)\b", one.words))
    )
