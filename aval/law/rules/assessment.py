"""Legitimate interest is weighed before it is used (art. 6(1)(f) GDPR; EDPB 1/2024; CJEU C-621/22).

"It was public" is not a basis (SAN-2022-019). A legal person's own mailbox needs no assessment (settled point 20).
"""

from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, forbid, table

RULE = Rule(
    code="assessment",
    title=Said(
        "Évaluation de l’intérêt légitime",
        "Legitimate-interest assessment",
    ),
    says=Said(
        "L’intérêt légitime se pèse par écrit, se conclut et se revoit.",
        "Legitimate interest is weighed in writing, concluded and reviewed.",
    ),
    article=Said(
        "art. 6(1)(f) RGPD",
        "GDPR art. 6(1)(f)",
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
        forbid("no-lia", when=~f.assessed),
        scope=f.on_interest,
    )
