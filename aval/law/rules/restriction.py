"""Restriction of processing (art. 18 GDPR): the data are stored, and nothing else.

Only an answer to her own request and the notice of a breach still reach her: they are owed to her (art. 12, 34).
"""

from aval.law.expressions import among
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, forbid, table

RULE = Rule(
    code="restriction",
    title=Said(
        "Limitation",
        "Restriction",
    ),
    says=Said(
        "Pendant la limitation, les données sont conservées et ne servent à rien d’autre.",
        "While restricted, the data are stored and serve nothing else.",
    ),
    article=Said(
        "art. 18 RGPD",
        "GDPR art. 18",
    ),
    mark="K",
    sources=("https://eur-lex.europa.eu/eli/reg/2016/679/oj",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        forbid("restricted", when=f.restricted),
        scope=~among(f.message_type, "rights_answer", "breach_notice"),
    )
