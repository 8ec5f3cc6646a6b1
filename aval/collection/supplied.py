"""What a supplier shows, taken in by any door: a form is audited as it comes, and its words kept to compare wordings with."""

from datetime import date, datetime

from aval.accounts.models import Member
from aval.collection.auditing import Audit
from aval.collection.auditing.decoding import decode
from aval.collection.auditing.page import Words, read_page
from aval.prospects.models import Capture, Source
from aval.prospects.suppliers import keep_capture


def take_form(
    source: Source, page: bytes, audit: Audit, *, site: str, from_on: date, until_on: date | None, by: Member | None, at: datetime
) -> Capture:  # fmt: skip
    """Keep a form of the supplier for one site and period, with what its audit says."""
    html = decode(page) or ""
    words = " ".join(one.text for one in read_page(html).stream if isinstance(one, Words))
    return keep_capture(
        source, site=site, from_on=from_on, until_on=until_on, page=html, words=" ".join(words.split()), verdict=audit.verdict,
        findings=[one.as_json() for one in audit.findings], by=by, at=at,
    )  # fmt: skip
