"""Who is reached must be known before any regime can be chosen (art. 5(2), 24 GDPR; settled points).

An unknown recipient is refused; by post a human decides. Doubtful or contradictory classifications go to a human.
"""

from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, forbid, review, table

RULE = Rule(
    code="recipient",
    title=Said(
        "Destinataire",
        "Recipient",
    ),
    says=Said(
        "Le régime dépend de qui est joint : sans le savoir, on n’écrit pas.",
        "The regime depends on who is reached: without knowing, we do not write.",
    ),
    article=Said(
        "art. 5(2) et 24 RGPD",
        "GDPR art. 5(2) and 24",
    ),
    mark="D",
    sources=("https://eur-lex.europa.eu/eli/reg/2016/679/oj",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    by_post = f.channel == "post"
    stranger = f.recipient_kind == "unknown"
    return table(
        forbid("recipient-unknown", when=stranger & ~by_post),
        review("recipient-unknown-by-post", when=stranger),
        review("kind-contradicted", when=f.company_natural_person & (f.legal_person | f.professional)),
        review("classification-unsure", when=f.classification_confidence < p.confidence_enough),
        scope=f.prospecting,
    )
