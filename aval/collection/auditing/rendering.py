"""The page as visitors see it: drawn by a real browser, wide in French and narrow in English, its scripts run, its boxes looked at."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from aval.collection.auditing.auditing import once, page_faults, read_faults, worded
from aval.collection.auditing.chromium import Browser, BrowserGone, browse
from aval.collection.auditing.context import Context
from aval.collection.auditing.decoding import decode
from aval.collection.auditing.page import Element, Page, read_page, with_lines
from aval.collection.auditing.report import Audit, Fault

SECONDS = 45.0  # for both visitors, the browser's start included
NOWHERE = "https://page.invalid/"  # the address of a page that is only a file
TALLEST = 3_000  # pixels of a picture
UNION = {"form-preticked", "form-inverted", "choice-hidden", "tracker-before-consent"}
Resource = Callable[[str], tuple[bytes, str] | None]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks: the width of her screen and her language."""

    width: int
    height: int
    locale: str


VISITORS = (Visitor(1280, 900, "fr-FR"), Visitor(390, 800, "en-GB"))


def audit_drawn(raw: bytes, context: Context, language: str = "fr", *, resource: Resource | None = None) -> Audit:
    """The audit of a page as written and as drawn; as written alone, and saying so, where no browser can draw it.

    `resource` answers the scripts and sheets the page asks for (bytes, type); by default none is.
    """
    written, kinds = read_faults(raw, context)
    html = decode(raw, context.file_encoding)
    if html is None or any(fault.code in {"not-html", "page-cut"} for fault in written):
        return worded(written, kinds, language)
    try:
        pages, picture = draw(html, context.address or NOWHERE, resource)
    except BrowserGone:
        return worded([*written, Fault("not-rendered")], kinds, language)
    seen_first, *rest = [read_page(page, drawn=True) for page in pages]
    (first, drawn_kinds), *others = [page_faults(page, context) for page in (seen_first, *rest)]
    if kinds and not drawn_kinds:  # the page left, or emptied itself: what was written stands
        return worded([*written, Fault("not-rendered")], kinds, language)
    kinds = drawn_kinds
    told = {(fault.code, fault.key) for fault in written}
    drawn = [fault for fault in first if fault.code != "scripts-unread" or resource is None]
    seen = [fault for found, _kinds in others for fault in found if fault.code in UNION]
    fresh = [_drawn(fault) if (fault.code, fault.key) not in told else fault for fault in (*drawn, *seen)]
    kept = [fault for fault in written if fault.code in UNION]
    audit = worded(_placed(once([*kept, *fresh]), seen_first), kinds, language, rendered=True)
    return replace(audit, picture=picture)


def _placed(faults: list[Fault], page: Page) -> list[Fault]:
    """Those of the text, or of the other visitor, about the same element as the first visitor saw it."""
    twins = {_mark(one): one for one in reversed(page.elements)}
    return [replace(one, element=twins.get(_mark(one.element), one.element)) if one.element else one for one in faults]


def _mark(element: Element) -> tuple[int, str, str, str]:
    return element.line, element.tag, element.get("name") or element.get("id"), element.get("value")


def _drawn(fault: Fault) -> Fault:
    """A box that only a script, or only one of the visitors, finds ticked."""
    return replace(fault, how="drawn") if fault.code == "form-preticked" and fault.how != "sent" else fault


def draw(html: str, address: str, resource: Resource | None = None) -> tuple[list[str], bytes]:
    """The page as each visitor gets it, and a picture for the first. Raises BrowserGone."""
    pages, picture = [], b""
    source, _cut = with_lines(html)
    with browse(SECONDS) as browser:
        for visitor in VISITORS:
            placed = "true" if visitor is VISITORS[0] else "false"
            frame = _visit(browser, visitor, source, address, resource)
            picture = picture or _picture(browser)
            world = browser.ask("Page.createIsolatedWorld", frameId=frame)["executionContextId"]
            seen = browser.ask(
                "Runtime.evaluate", 10.0, expression=f"({_looking()})(true, {placed})", contextId=world, awaitPromise=True, returnByValue=True
            )  # fmt: skip
            if "value" not in seen.get("result", {}):
                raise BrowserGone("looking")
            pages.append(seen["result"]["value"])
    return pages, picture


def _visit(browser: Browser, visitor: Visitor, source: str, address: str, resource: Resource | None) -> str:
    """Open the page for one visitor; the id of its frame."""
    loaded: list[bool] = []

    def heard(name: str, told: dict[str, Any]) -> None:
        if name == "Page.loadEventFired":
            loaded.append(True)
        elif name == "Fetch.requestPaused":
            _answer(browser, told, source, address, resource)
        elif name == "Page.javascriptDialogOpening":
            browser.tell("Page.handleJavaScriptDialog", accept=False)

    browser.heard = heard
    browser.ask("Fetch.enable", patterns=[{"urlPattern": "*"}])
    browser.ask("Page.enable")
    browser.ask(
        "Emulation.setDeviceMetricsOverride", width=visitor.width, height=visitor.height, deviceScaleFactor=1, mobile=visitor.width < 600
    )  # fmt: skip
    browser.ask("Emulation.setLocaleOverride", locale=visitor.locale)
    browser.ask("Emulation.setUserAgentOverride", userAgent="Mozilla/5.0 Chrome", acceptLanguage=visitor.locale)
    frame = browser.ask("Page.navigate", url=address)["frameId"]
    browser.listen(6.0, lambda: bool(loaded))
    browser.listen(0.8)
    return frame


def _answer(browser: Browser, told: Mapping[str, Any], source: str, address: str, resource: Resource | None) -> None:
    """The page itself from what was read; scripts and sheets from `resource`; nothing else."""
    asked, kind = told["request"]["url"], told.get("resourceType")
    content: tuple[bytes, str] | None = None
    if kind == "Document" and asked.partition("#")[0] == address.partition("#")[0]:
        content = source.encode("utf-8", "replace"), "text/html; charset=utf-8"
    elif resource is not None and kind in {"Script", "Stylesheet"}:
        content = resource(asked)
    if content is None:
        browser.tell("Fetch.failRequest", requestId=told["requestId"], errorReason="Aborted")
        return
    body, mime = content
    headers = [{"name": "Content-Type", "value": mime}, {"name": "Access-Control-Allow-Origin", "value": "*"}]
    browser.tell(
        "Fetch.fulfillRequest",
        requestId=told["requestId"],
        responseCode=200,
        responseHeaders=headers,
        body=base64.b64encode(body).decode(),
    )


def _picture(browser: Browser) -> bytes:
    """The page, as an image, from its top."""
    size = browser.ask("Page.getLayoutMetrics")["cssContentSize"]
    clip = {"x": 0, "y": 0, "width": min(size["width"], 1400), "height": min(size["height"], TALLEST), "scale": 1}
    shot = browser.ask("Page.captureScreenshot", 10.0, format="png", clip=clip, captureBeyondViewport=True)
    return base64.b64decode(shot["data"])


@cache
def _looking() -> str:
    script = resources.files(__package__).joinpath("looking.js").read_text(encoding="utf-8")
    return script.partition("\n")[2].strip()
