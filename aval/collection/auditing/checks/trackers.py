"""Trackers set before she chose (art. 82 LIL; CNIL guidelines 2020-091)."""

import re
from collections.abc import Iterator

from aval.collection.auditing.page import Element, Page
from aval.collection.auditing.report import Fault

TRACKERS = (
    "google-analytics.com", "googletagmanager.com", "googleadservices.com", "doubleclick.net", "connect.facebook.net",
    "facebook.com/tr", "snap.licdn.com", "px.ads.linkedin.com", "bat.bing.com", "clarity.ms", "hotjar.com", "analytics.tiktok.com",
    "static.ads-twitter.com", "criteo.net", "criteo.com", "hs-scripts.com", "hs-analytics.net", "segment.com", "mixpanel.com",
    "fullstory.com", "mouseflow.com", "adnxs.com", "taboola.com", "outbrain.com", "quantserve.com", "scorecardresearch.com",
    "leadfeeder.com", "lfeeder.com", "getkoala.com", "ct.pinterest.com", "track.hubspot.com", "pardot.com", "marketo.net", "munchkin",
)  # fmt: skip
CALLS = re.compile(
    r"\bgtag\(\s*['\"]config|\bfbq\(\s*['\"]init|\bhj\(|_linkedin_partner_id|ttq\.load|clarity\(|ga\(\s*['\"]create|uetq|\b_paq\.push\(\s*\[\s*['\"]trackVisit"
)
HELD = re.compile(r"cookieyes|tarteaucitron|axeptio|didomi|cookiebot|onetrust|data-consent|consent", re.IGNORECASE)
HELD_BACK = (
    "data-cookieconsent",
    "data-category",
    "data-consent",
    "data-cmp-src",
    "data-src",
    "data-cookiecategory",
    "data-requires-consent",
    "data-tarteaucitron",
)
DENIED = re.compile(r"gtag\(\s*['\"]consent['\"]\s*,\s*['\"]default['\"][^)]{0,300}denied", re.DOTALL)
COOKIE = re.compile(
    r"document\.cookie\s*=|localStorage\.setItem\(\s*['\"](?:_?uid|visitor|track|vid)|canvas\.toDataURL"
)


def check(page: Page) -> Iterator[Fault]:
    """What is loaded or run as soon as the page opens."""
    denied = any(DENIED.search(script.text) for script in page.scripts)
    for element in page.of("script", "img", "iframe"):
        source = element.get("src").lower()
        if any(tracker in source for tracker in TRACKERS) and not _held(element):
            yield Fault("tracker-unsure" if denied else "tracker-before-consent", element, source[:160])
    for script in page.scripts:
        called = CALLS.search(script.text)
        if (
            called
            and not _held(script.element)
            and not HELD.search(script.text[max(0, called.start() - 300) : called.start()])
        ):
            yield Fault("tracker-unsure" if denied else "tracker-before-consent", script.element, called[0][:80])


def _held(element: Element) -> bool:
    """A script that waits for a choice: another type, or an attribute of a consent tool."""
    kind = element.get("type").lower()
    inert = (
        element.tag == "script" and bool(kind) and kind not in {"module", "text/javascript", "application/javascript"}
    )
    return inert or any(name in element.attrs for name in HELD_BACK)
