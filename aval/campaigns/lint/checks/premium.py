"""No premium-rate number (L34-5 CPCE, 3rd paragraph counts the invitation to call one as prospecting)."""

import re
from collections.abc import Iterator

from aval.campaigns.lint.folding import fold
from aval.campaigns.lint.reading import Reading
from aval.campaigns.lint.report import Fault

SEPARATOR = r"[ .\-/]?"
# 081, 082 and 089 cost more than a call; 080 is free or plain (0806 to 0809: no surcharge). 118 xxx: directory services.
PREMIUM = re.compile(
    rf"(?<![\d.,])(?:0|(?:\+|00)33{SEPARATOR}(?:\(0\))?)\s?8{SEPARATOR}[129](?:{SEPARATOR}\d){{7}}(?!{SEPARATOR}\d)"
    rf"|(?<![\d.,])118{SEPARATOR}\d{{3}}(?!{SEPARATOR}\d)"
)
SAID = re.compile(
    r"(?<!non )(?<!pas )surtax|\d[.,]?\d* ?(€|euros?)( ?ttc)? ?(/|par) ?(min|appel|sms)|premium.rate|service \d[.,]\d+ ?€"
)


def check(reading: Reading) -> Iterator[Fault]:
    """Every premium-rate number, said or linked."""
    seen = set()
    for body in reading.bodies:
        dialled = " ".join(link.url[4:] for link in body.page.links if link.url.lower().startswith(("tel:", "sms:")))
        for match in PREMIUM.finditer(f"{body.text} {dialled}"):
            seen.add(
                re.sub(r"\D", "", match.group())
                .removeprefix("00")
                .replace("33", "0", match.group().startswith(("+", "00")))
            )
    for number in sorted(seen):
        yield Fault("premium-number", "body", number)
    if not seen and SAID.search(fold(reading.text)):
        yield Fault("premium-number", "body", SAID.search(fold(reading.text)).group())  # type: ignore[union-attr]
