"""The information of article 14 GDPR: in the message for its first layer, one click away for the rest, in her language."""

from collections.abc import Iterator

from aval.campaigns.lint.checks import items
from aval.campaigns.lint.folding import language_of, phrase
from aval.campaigns.lint.reading import LOOPBACK, Reading
from aval.campaigns.lint.report import Fault

FIRST_LAYER = ("source", "interest", "retention", "rights")
EITHER_LAYER = ("purposes", "basis", "categories", "recipients", "complaint")


def check(reading: Reading) -> Iterator[Fault]:
    """Item by item; nothing when the person was informed before, or is no person."""
    if not reading.bodies:
        return
    needed = _needed(reading)
    if needed is False:
        return
    told = items.found(reading.text)
    french, english = (sum(item in told[code] for item in items.TELLTALE) for code in ("fr", "en"))
    if needed is None and max(french, english) < 3:
        yield Fault("notice-not-judged", "body")
        return
    if max(french, english) < 2:
        yield Fault("notice-missing", "body")
        return
    yield from _language(reading, french, english)
    yield from _items(reading, told["fr"] | told["en"])


def _needed(reading: Reading) -> bool | None:
    """Whether this message must carry the notice; None when nothing tells."""
    if reading.context.notice_already_delivered or reading.to_a_service:
        return False
    if reading.kind in {"first_contact", "notice_only"} or (
        reading.kind == "follow_up" and reading.context.notice_already_delivered is False
    ):
        return True
    if reading.kind == "newsletter":
        return reading.context.notice_already_delivered is False
    return None


def _language(reading: Reading, french: int, english: int) -> Iterator[Fault]:
    """SAN-2024-020 Kaspr: notices in English to readers of French."""
    written = "fr" if french > english else "en" if english > french else language_of(_notice(reading))
    if _notice(reading) and language_of(_notice(reading)):
        written = language_of(_notice(reading))
    reader = reading.context.recipient_language or reading.language
    both = min(french, english) >= 4
    if reader and written and reader != written and not both:
        yield Fault("notice-language", "body", f"{written} → {reader}")


def _notice(reading: Reading) -> str:
    """The paragraphs that hold the notice."""
    return "\n\n".join(block for block in reading.paragraphs if items.is_mention(block))


def _items(reading: Reading, told: set[str]) -> Iterator[Fault]:
    body = reading.body
    links = body.notices() if body else []
    seen = {link.url: link for link in links if not link.hidden}
    pages = {url: reading.context.page(url) for url in seen}
    beyond: set[str] | None = set()
    for url, page in pages.items():
        if page is None or page.notice_items is None:
            beyond = None if beyond is not None and not beyond else beyond
        else:
            beyond = (beyond or set()) | items.of_page(page.notice_items)
        yield from _page(reading, url)
    for item in FIRST_LAYER:
        missing = _missing(item, told, beyond)
        if missing:
            yield Fault(f"notice-{item}", "body", ", ".join(missing))
    absent = [item for item in EITHER_LAYER if item not in told and (beyond is not None and item not in beyond)]
    for item in absent:
        yield Fault(f"notice-{item}", "body")
    if beyond is None and any(item not in told for item in EITHER_LAYER):
        unread = ", ".join(item for item in EITHER_LAYER if item not in told)
        yield Fault("notice-page-unread", f"link {next(iter(seen))[:200]}", unread)
    if "consent" in _basis_words(reading) and "withdrawal" not in told | (beyond or set()):
        yield Fault("notice-withdrawal", "body")


def _missing(item: str, told: set[str], beyond: set[str] | None) -> list[str]:
    """What of a first-layer item the message leaves out."""
    if item == "rights":
        asked = items.RIGHTS if beyond == set() else items.RIGHTS[:3]
        return [right for right in asked if right not in told]
    if item == "interest" and "interest" not in told:
        return [] if "basis" in told and "withdrawal" in told else ["interest"]
    return [] if item in told else [item]


def _basis_words(reading: Reading) -> str:
    match = phrase(r"(base (legale|juridique)|legal basis|lawful basis)[^.]{0,60}(consent)").search(reading.text)
    return match[3] if match else ""


def _page(reading: Reading, url: str) -> Iterator[Fault]:
    page = reading.context.page(url)
    where = f"link {url[:200]}"
    if LOOPBACK.match(url) or page is None:
        return
    if page.status is not None and not 200 <= page.status < 300:
        yield Fault("notice-page-broken", where, str(page.status))
    if page.requires_login:
        yield Fault("notice-page-login", where, url[:200])
    reader = reading.context.recipient_language or reading.language
    if page.language and reader and page.language != reader:
        yield Fault("notice-page-language", where, f"{page.language} → {reader}")
