"""The pages a message leads to, asked for only when a person says so: GET, a few, briefly, nothing sent nor kept.

It is asked from the machine of whoever runs the command; a page that acts on a GET is at fault, and says so to her.
"""

from collections.abc import Iterable, Mapping
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, OpenerDirector, Request

from aval.campaigns.lint.checks import items
from aval.campaigns.lint.context import Page
from aval.campaigns.lint.folding import fold, language_of
from aval.campaigns.lint.page import read_html

MOST_PAGES, LARGEST, PATIENCE = 8, 1_000_000, 10  # pages, bytes, seconds
LOGIN_PATHS = ("login", "signin", "sign-in", "connexion", "identification", "authentification")


def fetch_pages(urls: Iterable[str]) -> Mapping[str, Page]:
    """What each page answers; one that cannot be reached has status 0."""
    safe = [url for url in dict.fromkeys(urls) if urlsplit(url).scheme.lower() in {"http", "https"}]
    return {url: fetch_page(url) for url in safe[:MOST_PAGES]}


def fetch_page(url: str) -> Page:
    """The page as a check needs it: does it answer, ask for an account, for fields, in which language, telling what."""
    opener = OpenerDirector()
    for handler in (HTTPHandler(), HTTPSHandler(), HTTPRedirectHandler()):
        opener.add_handler(handler)
    request = Request(url, headers={"User-Agent": "aval-lint", "Accept": "text/html"})  # noqa: S310  http(s), checked above
    try:
        with opener.open(request, timeout=PATIENCE) as answer:
            status, landed, raw = answer.status, answer.url, answer.read(LARGEST)
    except HTTPError as why:
        return Page(status=why.code, requires_login=why.code == 401)
    except (URLError, OSError, ValueError):
        return Page(status=0)
    return read_page(status, landed, raw.decode("utf-8", "replace"))


def read_page(status: int, landed: str, html: str) -> Page:
    """The facts of a page already here; `landed` is its address after any redirection."""
    if status in {301, 302, 303, 307, 308}:
        return Page(status=status)
    page = read_html(html)
    text = fold("\n\n".join(block.text for block in page.blocks if not block.hidden))[:100_000]
    told = items.found(text)
    return Page(
        status=status,
        requires_login=page.password or any(word in urlsplit(landed).path.lower() for word in LOGIN_PATHS),
        mandatory_fields=tuple(name for name in page.required if "csrf" not in name.lower()),
        language=language_of(text) or page.language,
        notice_items=tuple(sorted(told["fr"] | told["en"])),
    )
