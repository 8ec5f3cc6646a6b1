"""No tracker without its own consent (art. 82 LIL, délibération 2026-042)."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from aval.campaigns.lint.checks.one_click import tells
from aval.campaigns.lint.folding import flat
from aval.campaigns.lint.page import Image, Link
from aval.campaigns.lint.reading import NOTICE_WORDS, Reading, is_exit
from aval.campaigns.lint.report import Fault

OPAQUE = re.compile(
    r"(?=[^/]*\d)(?=[^/]*[a-zA-Z])[A-Za-z0-9_=-]{20,}|[0-9a-fA-F]{16,}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)
PERSONAL = re.compile(
    r"^(uid|u|rid|r|sid|subscriber(_?id)?|contact(_?id)?|lead(_?id)?|recipient(_?id)?|user(_?id)?|email|e|m|to|mc_eid|_hsenc|_hsmi|mkt_tok"
    r"|vero_id|trk|track(ing)?(_?id)?|click(_?id)?|token|t|hash|h|key|k|p|pid|person(_?id)?|id|d|mid|msg(_?id)?|message(_?id)?|upn|qs|data)$",
    re.IGNORECASE,
)
SHARED = re.compile(
    r"^(utm_\w+|mtm_\w+|pk_\w+|mc_cid|campaign|campagne|src|source|ref|lang|v|w|h|width|height|size|format|page|q|s)$",
    re.IGNORECASE,
)
TRACKER = re.compile(
    r"(^|[/._-])(open|opens|pixel|px|track|tracking|trk|beacon|click|clicks|clk|wf|ls|redirect|redir|o\.gif|t\.gif|spacer)([/._-]|$)",
    re.IGNORECASE,
)
CODE = re.compile(r"(?=.*\d)(?=.*[a-zA-Z]).{8,}|\d{4,}|[^@]+@[^@]+|[0-9a-f-]{16,}", re.IGNORECASE)


def check(reading: Reading) -> Iterator[Fault]:
    """Trackers found, when they may not be there."""
    consent, kind = reading.context.tracking_consent, reading.kind
    never = kind in {"double_opt_in", "breach_notice"}
    for url in pixels(reading):
        if never:
            yield Fault("pixel-in-confirmation" if kind == "double_opt_in" else "tracking-pixel", "html", url[:200])
        elif consent is not True:
            severity = "unknown" if kind in {"transactional", "rights_answer"} and consent is None else None
            yield Fault("tracking-pixel", "html", url[:200], severity)
    if consent is True and not never:
        return
    for url in personal_links(reading):
        severity = "unknown" if kind in {"transactional", "rights_answer", "double_opt_in", "breach_notice"} else None
        if severity is None:
            yield Fault("tracking-link", f"link {url[:200]}", url[:200])


def pixels(reading: Reading) -> list[str]:
    """The images that tell who opens: tiny, unseen, or with an address of the person's own."""
    found = [
        image.url
        for image in reading.images
        if _remote(image.url) and (_unseen(image) or _personal(image.url, reading))
    ]
    return list(dict.fromkeys(found))


def personal_links(reading: Reading) -> list[str]:
    """The links unique to the person, those that serve to stop or to know excepted."""
    links = [link for link in reading.links if _remote(link.url) and not _necessary(link)]
    return list(dict.fromkeys(link.url for link in links if _personal(link.url, reading)))


def _necessary(link: Link) -> bool:
    return is_exit(link) or NOTICE_WORDS.search(flat(link.text)) is not None


def _remote(url: str) -> bool:
    return url.lower().startswith(("http://", "https://", "//"))


def _unseen(image: Image) -> bool:
    sizes = [size for size in (image.width, image.height) if size is not None]
    return image.hidden or (bool(sizes) and min(sizes) <= 2)


def _personal(url: str, reading: Reading) -> bool:
    """The address names the person, or carries a code where a person's code goes."""
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query[:4000], keep_blank_values=True, max_num_fields=60)
    except ValueError:
        return True
    if tells(url, reading.recipient) or (reading.recipient and reading.recipient in url.lower()):
        return True
    for name, value in pairs:
        if not SHARED.match(name) and PERSONAL.match(name) and CODE.fullmatch(value):
            return True
        if not SHARED.match(name) and OPAQUE.fullmatch(value):
            return True
    tracker = TRACKER.search(f"{parts.netloc}{parts.path}") is not None
    segments = [segment for segment in parts.path.split("/") if OPAQUE.fullmatch(segment.rsplit(".", 1)[0])]
    return bool(tracker and (segments or any(not SHARED.match(name) for name, _value in pairs)))
