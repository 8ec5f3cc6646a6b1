"""A prospect is kept three years from collection or her last sign; an opening is no sign, our own update neither.

(CNIL référentiel, délibération 2021-131; SAN-2020-016 Performeclic, SAN-2020-003 Spartoo, SAN-2024-020 Kaspr.)
From the anniversary on nothing leaves but the one question of the end of retention. An archive is never written to.
"""

from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, forbid, table

RULE = Rule(
    code="retention",
    title=Said(
        "Durée de conservation",
        "Retention period",
    ),
    says=Said(
        "Un prospect sans signe depuis trois ans n’est plus sollicité.",
        "A prospect without a sign for three years is not solicited any more.",
    ),
    article=Said(
        "art. 5(1)(e) RGPD",
        "GDPR art. 5(1)(e)",
    ),
    mark="S",
    sources=("https://www.legifrance.gouv.fr/jorf/id/JORFTEXT000045538574",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        forbid("archived", when=f.archived),
        forbid("retention-expired", when=f.retention_over & ~(f.message_type == "retention_question")),
        forbid("collected-later", when=f.collected_on > f.on),
        scope=f.solicitation,
    )
