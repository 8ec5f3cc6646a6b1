"""Advertising can be recognised as such (LCEN art. 20)."""

import re
from collections.abc import Iterator

from aval.campaigns.lint.checks import items
from aval.campaigns.lint.reading import SELLING, Reading
from aval.campaigns.lint.report import Fault

SAID = re.compile(
    r"publicit|message commercial|prospection|offre commerciale|communication commerciale|sollicit|demarch|a des fins commerciales"
    r"|commercial (message|communication|e-?mail|prospecting|offer)|advert|marketing|promotion|sales (message|e-?mail)"
)
SUBSCRIBED = re.compile(r"\b(abonnee?s?|inscrite?s?)\b|lettre d|subscribed|signed up|newsletter")


def check(reading: Reading) -> Iterator[Fault]:
    """Neither says that it is commercial nor offers anything openly."""
    if reading.kind in {"newsletter", None} and SUBSCRIBED.search(reading.text):
        return
    if reading.bodies and not SAID.search(reading.text) and not SELLING.search(items.words_of(reading.paragraphs)):
        yield Fault("advertising-hidden", "body")
