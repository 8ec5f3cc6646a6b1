"""One-click unsubscribe headers (RFC 8058, RFC 2369)."""

import base64
import re
from collections.abc import Iterator
from hashlib import md5, sha1, sha256
from urllib.parse import unquote

from aval.campaigns.lint.reading import LOOPBACK, Reading
from aval.campaigns.lint.report import Fault

URI = re.compile(r"<\s*([^<>]{3,4000}?)\s*>")


def check(reading: Reading) -> Iterator[Fault]:
    """Both headers, https, opaque, and inside the signature when there is one."""
    header = reading.taken.get("list-unsubscribe")
    if not header:
        yield Fault("one-click-missing", "header list-unsubscribe")
        return
    links = [re.sub(r"\s+", "", uri) for uri in URI.findall(header)]
    secure = [link for link in links if link.lower().startswith("https://")]
    if not secure and not any(LOOPBACK.match(link) for link in links):
        yield Fault("one-click-not-https", "header list-unsubscribe", header[:200])
    for link in links:
        if not link.lower().startswith("mailto:") and tells(link, reading.recipient):
            yield Fault("one-click-not-opaque", "header list-unsubscribe", link[:200])
    post = reading.taken.get("list-unsubscribe-post")
    if not post or "".join(post.lower().split()) != "list-unsubscribe=one-click":
        yield Fault("one-click-post", "header list-unsubscribe-post", (post or "")[:80])
    yield from _signed(reading)


def _signed(reading: Reading) -> Iterator[Fault]:
    signatures = reading.taken.all("dkim-signature")
    covered = [
        set("".join(match[1].lower().split()).split(":"))
        for signature in signatures
        if (match := re.search(r"(?:^|;)\s*h\s*=([^;]*)", signature, re.IGNORECASE))
    ]
    both = {"list-unsubscribe", "list-unsubscribe-post"}
    if signatures and not any(both <= names for names in covered):
        yield Fault("one-click-unsigned", "header dkim-signature")


def tells(url: str, address: str) -> bool:
    """Whether an address of a page holds a person's own, plain, encoded or merely hashed."""
    if "@" not in address:
        return False
    whole = address.lower()
    plain = unquote(unquote(url)).lower()
    if whole in plain:
        return True
    packed = base64.urlsafe_b64encode(whole.encode()).decode().rstrip("=")
    if packed in url or base64.b64encode(whole.encode()).decode().rstrip("=") in unquote(url):
        return True
    return any(digest(whole.encode(), usedforsecurity=False).hexdigest() in plain for digest in (md5, sha1, sha256))
