"""The checks, in order, over one message; and what the law may be told of it."""

from collections.abc import Callable, Iterator, Mapping

from aval.campaigns.lint.checks import (
    advertising,
    agency,
    breach,
    disguises,
    exits,
    identity,
    making,
    notice,
    objection,
    one_click,
    origin,
    premium,
    reasons,
    service_mails,
    subjects,
    tracking,
)
from aval.campaigns.lint.context import Context
from aval.campaigns.lint.mime import take_apart
from aval.campaigns.lint.reading import Reading
from aval.campaigns.lint.report import ORDER, Fault, Report, word

Check = Callable[[Reading], Iterator[Fault]]
ALWAYS: tuple[Check, ...] = (
    making.check,
    identity.check,
    agency.check,
    subjects.check,
    premium.check,
    tracking.check,
    disguises.check,
    service_mails.check,
)
PROSPECTING: tuple[Check, ...] = (
    exits.check,
    one_click.check,
    notice.check,
    origin.check,
    reasons.check,
    objection.check,
    advertising.check,
)
# The notice of article 14 alone, the question at the end of retention: no offer, and her way out all the same.
OF_A_KIND: Mapping[str, tuple[Check, ...]] = {
    "breach_notice": (breach.check,),
    "notice_only": (exits.check, one_click.check, notice.check, origin.check, objection.check),
    "retention_question": (exits.check, one_click.check, objection.check),
}


def lint_message(raw: bytes, context: Context | None = None, language: str = "fr") -> Report:
    """Read a message and say what is wrong, in `fr` or `en`. Never raises for what the message holds."""
    reading = Reading(take_apart(raw), context or Context())
    checks = list(ALWAYS)
    if reading.commercial:
        checks += PROSPECTING
    if reading.bodies:
        checks += OF_A_KIND.get(reading.kind or "", ())
    faults = [fault for check in checks for fault in check(reading)]
    if reading.kind is None:
        faults.append(Fault("type-not-told"))
    if any(body.page.cut for body in reading.bodies):
        faults.append(Fault("text-cut"))
    if not reading.bodies:
        faults.append(Fault("text-not-read"))
    findings = {(fault.code, fault.where, fault.detail): word(fault, language) for fault in faults}
    ordered = sorted(findings.values(), key=lambda finding: ORDER.index(finding.severity))
    return Report(tuple(ordered), present(reading))


def present(reading: Reading) -> dict[str, bool]:
    """What the message carries, allowed or not."""
    return {
        "tracking_pixel": bool(tracking.pixels(reading)),
        "tracking_link": bool(tracking.personal_links(reading)),
        "offer_inside": service_mails.offers_something(reading),
        "sent_by_agency": bool(reading.context.sent_by_agency),
    }


def linked_pages(raw: bytes) -> list[str]:
    """The pages whose answer the checks depend on: ways out and notices."""
    reading = Reading(take_apart(raw), Context())
    exits_and_notices = [link for body in reading.bodies for link in (*exits.exits_of(body), *body.notices())]
    return list(dict.fromkeys(link.url.partition("#")[0] for link in exits_and_notices))
