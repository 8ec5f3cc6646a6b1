"""An offer that names sectors meets an employer of another one: a human decides (settled point 12)."""

from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, review, table

RULE = Rule(
    code="sector",
    title=Said(
        "Rapport avec le secteur",
        "Relation to the sector",
    ),
    says=Said(
        "Quand l’offre vise des secteurs, un employeur d’un autre secteur est revu par un humain.",
        "When the offer names sectors, an employer of another one is seen by a human.",
    ),
    article=Said(
        "CNIL, position du 17 février 2005",
        "CNIL, position of 17 February 2005",
    ),
    mark="D",
    sources=("https://www.cnil.fr/fr/la-prospection-commerciale-par-courrier-electronique",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        review("sector-outside", when=~f.sector_fits),
        scope=f.professional_on_interest,
    )
