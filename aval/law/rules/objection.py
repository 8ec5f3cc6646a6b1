"""Objection to prospecting: absolute, immediate, without end (art. 21(2)-(3) GDPR; CNIL, opposition list).

Any objection in force that covers this contact stops it: the person's, her address's, her channel's, a brand's, or her
employer's for its whole domain. An opposition list that was not consulted is unknown, hence a refusal.
What is owed or asked for (an answer, a breach notice) is not prospecting and passes.
"""

from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, forbid, table

RULE = Rule(
    code="objection",
    title=Said(
        "Opposition",
        "Objection",
    ),
    says=Said(
        "La personne peut s’opposer à tout moment, sans motif, à la prospection ; on cesse aussitôt.",
        "The person may object to prospecting at any time, without a reason; we stop at once.",
    ),
    article=Said(
        "art. 21(2) et (3) RGPD",
        "GDPR art. 21(2) and (3)",
    ),
    mark="P",
    sources=(
        "https://www.cnil.fr/fr/comment-utiliser-une-liste-repoussoir-pour-respecter-lopposition-la-prospection-commerciale",
    ),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        forbid("objected", when=f.objected),
        scope=f.solicitation,
    )
