"""Boxes ticked for her, in every disguise (art. 4(11) GDPR, recital 32; CJEU C-673/17 Planet49; SAN-2022-017 Accor)."""

import re
from collections.abc import Iterator

from aval.collection.auditing.forms import Control
from aval.collection.auditing.reading import TICKED, Reading, accepts_something, question, says_no
from aval.collection.auditing.report import Fault
from aval.collection.auditing.wordings import MARKETING, MARKETING_NAME, NO, PARTNERS, SMS, UNTICK, YES, fold

LISTED = re.compile(r"list|segment|subscription|abonnement|tag|group")
CLAIMS = re.compile(
    r"_?(id|text|texte|label|version|url|date|token|key|lang|source|form|count|hash|ts|time|page)s?\]?$"
)


def check(reading: Reading) -> Iterator[Fault]:
    """Every yes that is not hers."""
    for one in reading.form.controls:
        how = _ticked(one, reading)
        if how:
            yield Fault("form-preticked", one.element, quote(one), how)
    for one in reading.form.of("checkbox", "switch"):
        if (one in reading.boxes and not one.on and _says_untick(one)) or (
            one in reading.boxes and says_no(one) and not one.on and not reading.opts_out
        ):
            yield Fault("form-inverted", one.element, quote(one))


def _ticked(one: Control, reading: Reading) -> str:
    """How this control says yes before she does, "" when it does not."""
    if one.kind == "hidden":
        return "hidden" if _hidden_yes(one, reading) else ""
    concerned = one in reading.boxes or accepts_something(one)
    if one.kind in TICKED and one.on and concerned and not says_no(one):
        if "disabled" in one.element.attrs or one.element.get("aria-disabled") == "true":
            return "disabled"
        if one.element.hidden == "all":
            return "unseen"
        if one.element.hidden == "some":
            return "some"
        return "switch" if one.kind == "switch" or one.element.get("role") == "switch" else "attribute"
    if one.kind == "radio" and one.on and one in reading.boxes and not says_no(one):
        return "radio" if len(one.radios) > 1 or one.words else ""
    if one.kind == "select" and one in reading.boxes and _list_says_yes(one, reading):
        return "select"
    return ""


def _list_says_yes(one: Control, reading: Reading) -> bool:
    """A list that starts on yes, or on one of the mailings when one of its lines is none."""
    chosen = next(((said, value) for said, value, on in one.options if on), None)
    if chosen is None:
        return False
    said, value = chosen
    if (
        not value
        or NO.match(value)
        or NO.match(said)
        or said.startswith(("choisi", "select", "--", "- ", "veuillez", "please"))
    ):
        return False
    refuses = any(NO.match(text) or NO.match(code) for text, code, _on in one.options)
    positive = bool(YES.match(said) or YES.match(value) or MARKETING.search(said))
    return (positive or refuses) and not (reading.subscribes and not refuses)


def _hidden_yes(one: Control, reading: Reading) -> bool:
    """A hidden field that carries a yes she never gave; in a newsletter form only what goes beyond the newsletter."""
    name, value = one.names, fold(one.value)
    if reading.subscribes and not (PARTNERS.search(name) or SMS.search(name) or "partner" in name or "tiers" in name):
        return False
    if CLAIMS.search(one.name.lower()) and not YES.match(value):
        return False
    listed = LISTED.search(name) and (MARKETING.search(value) or PARTNERS.search(value)) and len(value) < 60
    return bool((MARKETING_NAME.search(name) and YES.match(value)) or listed)


def _says_untick(one: Control) -> bool:
    return bool(UNTICK.search(one.words))


def quote(one: Control) -> str:
    """What it says, short enough to be quoted."""
    told = " ".join((one.written or question(one) or one.name).split())
    return told if len(told) <= 120 else f"{told[:119].rstrip()}…"
