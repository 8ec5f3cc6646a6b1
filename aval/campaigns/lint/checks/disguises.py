"""Mentions that are there for the machine and not for the reader; links that do not go where they say."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from aval.campaigns.lint.reading import Reading
from aval.campaigns.lint.report import Fault

MENTION = re.compile(
    r"desinscri|desabon|unsubscrib|opposer|right to object|rgpd|gdpr|\bsiren\b|donnees personnelles|personal data"
)
SHOWN_URL = re.compile(r"\s*(?:https?://)?((?:[\w-]{1,63}\.){1,6}[a-z]{2,24})(?:[/?#]\S*)?\s*", re.IGNORECASE)


def check(reading: Reading) -> Iterator[Fault]:
    """Hidden mentions (tiny, without contrast, out of sight) and disguised links."""
    for body in reading.bodies:
        if MENTION.search(body.hidden_text) and not MENTION.search(body.text):
            yield Fault("mention-hidden", body.kind)
        for link in body.page.links if body.kind == "html" else ():
            shown = SHOWN_URL.fullmatch(link.text)
            if shown and link.url.lower().startswith("http") and "@" not in link.text:
                actual = _host(link.url)
                if actual and _site(shown[1].lower()) != _site(actual):
                    yield Fault("link-disguised", f"link {link.url[:200]}", f"{shown[1]} → {actual}")


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _site(host: str) -> str:
    return ".".join(host.split(".")[-2:])
