"""The right to object, brought to attention clearly and apart from the rest (art. 21(4) GDPR)."""

from collections.abc import Iterator

from aval.campaigns.lint.checks import items
from aval.campaigns.lint.folding import phrase
from aval.campaigns.lint.reading import Body, Reading
from aval.campaigns.lint.report import Fault

RIGHT = phrase(
    r"\boppos(er|ition|ez)\b|droit de (refuser|dire non)|ne (plus|pas) (etre (contacte|sollicite|demarche)|recevoir)[^.]{0,60}(a tout moment|sans (motif|frais))"
    r"|a tout moment[^.]{0,80}(ne plus recevoir|refuser|cesser)|right to object|\bobject (to|at)\b|may object|can object|you (may|can)[^.]{0,40}(refuse|opt out)[^.]{0,40}at any time"
)
SAYS_IT = {"first_contact", "notice_only", "retention_question"}
LONGEST = 900  # characters of a paragraph one still reads
OTHERS = ("basis", "retention", "complaint", "recipients", "categories", "purposes")


def check(reading: Reading) -> Iterator[Fault]:
    """There, and in a paragraph of its own, in what she reads first."""
    if not reading.bodies or reading.to_a_service:
        return
    informed = reading.context.notice_already_delivered
    if reading.kind not in SAYS_IT and not (reading.kind == "follow_up" and informed is False):
        return
    body = reading.bodies[0]
    telling = [block for block in _paragraphs(body) if RIGHT.search(block)]
    if not telling:
        yield Fault("objection-missing", "body")
    elif not any(_apart(block) for block in telling):
        yield Fault("objection-not-separate", "body")


def _paragraphs(body: Body) -> list[str]:
    """The paragraphs; those of a text without a blank line are its lines."""
    if body.kind == "text" and len(body.blocks) <= 2:
        return body.lined.split("\n")
    return body.blocks


def _apart(block: str) -> bool:
    """The paragraph is about objection: at most one other thing in it, and no list of all the rights."""
    told = items.found(block)
    others = max(sum(item in told[code] for item in OTHERS) for code in ("fr", "en"))
    rights = max(sum(item in told[code] for item in items.RIGHTS) for code in ("fr", "en"))
    return len(block) <= LONGEST and others <= 1 and rights <= 1
