"""Data leave the European Economic Area only with a safeguard (art. 44-46 GDPR; SAN-2019-010 Futura, call centres)."""

from aval.law.expressions import among
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, forbid, table

RULE = Rule(
    code="transfer",
    title=Said(
        "Transfert hors d’Europe",
        "Transfer outside Europe",
    ),
    says=Said(
        "Un traitement hors de l’Espace économique européen demande une garantie.",
        "Processing outside the European Economic Area requires a safeguard.",
    ),
    article=Said(
        "art. 44 à 46 RGPD",
        "GDPR art. 44 to 46",
    ),
    mark="S",
    sources=(
        "https://dsavocats.com/sanction-de-500-000-e-prononcee-cnil-a-lencontre-de-futura-internationale-manquement-aux-obligations-de-conformite-issues-rgpd",
    ),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        forbid("transfer", when=~among(f.processing_country, p.adequate_countries) & ~f.transfer_safeguard),
        scope=f.solicitation,
    )
