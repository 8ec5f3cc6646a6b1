"""The way out is tried before anything goes in: a campaign whose stop page is mute waits (SAN-2022-017 Accor)."""

import time
import urllib.request
from functools import lru_cache
from urllib.error import URLError

from django.conf import settings
from django.urls import resolve

from aval.campaigns.letters.composing import TRIAL_PATH

PAGES = "aval.portal.urls"  # hers alone: a worker has no use for the rest of the site, two seconds to load
PATIENCE = 10.0  # seconds for the page to answer
MINUTE = 60  # seconds during which an answer is believed


def exit_answers(*, local: bool) -> bool:
    """Whether the page of the link opens: here, when letters stay on this machine; else as a stranger opens it."""
    if local:
        return _served_here()
    return _answers(f"{settings.AVAL_URL}/d/{TRIAL_PATH}", int(time.monotonic() // MINUTE))


def _served_here() -> bool:
    return resolve(f"/{TRIAL_PATH}", urlconf=PAGES).url_name == "trial"


@lru_cache(maxsize=8)
def _answers(url: str, _minute: int) -> bool:
    if not url.startswith(("https://", "http://")):
        return False
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as page:  # noqa: S310  our own address, checked above
            return bool(page.status == 200)
    except (URLError, OSError, ValueError):
        return False
