"""Complaints that mail programs send back: feedback reports (ARF, RFC 5965), and those of Microsoft, older than it.

A report of failed authentication (RFC 6591) or a "not spam" comes in the same dress: nobody complains in it.
"""

import re
from dataclasses import dataclass

from aval.post.returns.apart import Incoming, addresses, first

NOBODY_COMPLAINS = {"auth-failure", "not-spam", "dmarc"}
MICROSOFT = re.compile(r"(?i)^staff@(?:hotmail|outlook|microsoft)\.com$")


@dataclass(frozen=True, slots=True)
class Complaint:
    """Who complained, when the report names her, and how it calls itself (`abuse`, `fraud`, `not-spam`…)."""

    recipients: tuple[str, ...]
    feedback: str

    @property
    def somebody_complains(self) -> bool:
        """Whether it says that a person does not want our message."""
        return self.feedback not in NOBODY_COMPLAINS


def read_complaint(taken: Incoming) -> Complaint | None:
    """What the report says; None when this is none."""
    fields = taken.feedback
    if fields is None and "feedback-report" not in taken.get("content-type").lower():
        if not MICROSOFT.match(taken.sender) or "message/rfc822" not in taken.kinds:
            return None
        return Complaint(tuple(addresses(_whom(taken))), "abuse")
    fields = fields or []
    named = [
        address
        for name, value in fields
        if name in {"original-rcpt-to", "removal-recipient"}
        for address in addresses(value)
    ]
    kind = first(fields, "feedback-type").strip().lower() or "abuse"
    return Complaint(tuple(dict.fromkeys(named)) or tuple(addresses(_whom(taken))), kind[:40])


def _whom(taken: Incoming) -> str:
    """The recipient of our message, as it was sent back to us."""
    names = ("x-hmxmroriginalrecipient", "x-original-to", "delivered-to", "to")
    return next((value for name in names if (value := first(taken.returned, name))), "")
