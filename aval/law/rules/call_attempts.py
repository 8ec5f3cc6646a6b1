"""Four calls a month to the same consumer, unanswered ones included (art. D223-9 code de la consommation)."""

from aval.law.expressions import every
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, forbid, table

RULE = Rule(
    code="call-attempts",
    title=Said(
        "Nombre d’appels",
        "Number of calls",
    ),
    says=Said(
        "Un particulier n’est pas appelé plus de quatre fois par mois par la même société.",
        "A consumer is not called more than four times a month by the same company.",
    ),
    article=Said(
        "art. D223-9 code de la consommation",
        "French consumer code art. D223-9",
    ),
    mark="P",
    sources=("https://www.legifrance.gouv.fr/codes/section_lc/LEGITEXT000006069565/LEGISCTA000032807254",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        forbid("call-attempts", when=f.recent_call_attempts >= p.decree_attempts),
        scope=every(f.prospecting, f.spoken, f.private_call),
    )
