"""The words in the addresses of her pages: what each opens, for how long, and nothing of whom it is about.

The link of a letter opens her page for ever, and letters get forwarded: it shows nothing that the letter did not say.
A visit, opened from a link sent to her own address, shows everything, for half an hour.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aval.prospects.links import Link, read_token, seal, unseal

VISIT = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The receipt of one act: its entry in the organisation's ledger, and the contact point it was done from."""

    organisation: int
    contact_point: int
    entry: int


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose page a token opens; `whole` when it was shown to be hers, less than half an hour ago."""

    link: Link
    whole: bool


def visit_token(organisation: int, contact_point: int, *, at: datetime) -> str:
    """The token of a visit that begins now."""
    return seal("visit", organisation, contact_point, int((at + VISIT).timestamp()))


def read_bearer(token: str, *, at: datetime) -> Bearer | None:
    """What this token opens; None when it is not ours, or when its visit is over."""
    if link := read_token(token):
        return Bearer(link, whole=False)
    if not (numbers := unseal("visit", token)):
        return None
    organisation, contact_point, until = numbers
    over = at >= datetime.fromtimestamp(until, UTC)
    return None if over else Bearer(Link(organisation, contact_point, 0), whole=True)


def receipt_token(receipt: Receipt) -> str:
    """The token of a receipt: it never expires."""
    return seal("receipt", receipt.organisation, receipt.contact_point, receipt.entry)


def read_receipt(token: str) -> Receipt | None:
    """Which receipt this is; None for anything we did not write."""
    numbers = unseal("receipt", token)
    return Receipt(*numbers) if numbers else None


def opening_token(organisation: int, contact_point: int, opening: int) -> str:
    """The token of a link sent to her own address: what it opens is kept in the row `opening`."""
    return seal("opening", organisation, contact_point, opening)


def read_opening(token: str) -> tuple[int, int, int] | None:
    """Organisation, contact point and row of such a link; None for anything we did not write."""
    return unseal("opening", token)
