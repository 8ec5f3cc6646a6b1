"""Inviting to a premium-rate number is prospecting and makes the person pay (art. L34-5 CPCE, 3rd paragraph)."""

from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, stop, table

RULE = Rule(
    code="premium-number",
    title=Said(
        "Numéro surtaxé",
        "Premium number",
    ),
    says=Said(
        "Un message de prospection n’invite pas à un numéro surtaxé.",
        "A prospecting message does not invite to a premium-rate number.",
    ),
    article=Said(
        "art. L34-5 CPCE, 3e alinéa",
        "art. L34-5 CPCE, 3rd paragraph",
    ),
    mark="P",
    sources=("https://www.legifrance.gouv.fr/codes/section_lc/LEGITEXT000006070987/LEGISCTA000006165910",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        stop("msg-premium-number", when=f.premium_number),
        scope=f.prospecting & f.written,
    )
