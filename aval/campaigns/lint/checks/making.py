"""How the message is made (RFC 5322, RFC 2045): what mail programs and servers would stumble on."""

import re
from collections.abc import Iterator

from aval.campaigns.lint.reading import Reading
from aval.campaigns.lint.report import Fault

UNFILLED = re.compile(
    r"\{\{[^{}\n]{1,60}\}\}|\{%[^{}\n]{1,60}%\}|\*\|[A-Z_:]{2,40}\|\*|%%[A-Za-z_]{2,40}%%|%[A-Z_]{3,40}%|<%=[^%]{1,60}%>"
    r"|\$\{[^{}\n]{1,60}\}|\{[a-z_]{2,30}(?:\|[^{}\n]{0,40})?\}|\[\[[A-Za-z_]{2,40}\]\]"
)


def check(reading: Reading) -> Iterator[Fault]:
    """Faults of the making, and fields nobody filled."""
    for code, where, detail in reading.taken.faults:
        yield Fault(code, where, detail)
    kinds = {body.kind: len(body.text) for body in reading.bodies}
    if kinds.get("html", 0) > 200 and 0 < kinds.get("text", 0) < 40:
        yield Fault("mime-empty-text", "text")
    left = UNFILLED.search(reading.subject) or UNFILLED.search(reading.shown)
    if left:
        yield Fault("field-unfilled", "subject" if left.string is reading.subject else "body", left.group()[:60])
