"""A customer file bought with a business (CNIL, 5 December 2022).

The seller removes those opposed and sells active customers and prospects only; by e-mail or SMS the buyer must have been
named in the list the person accepted, else it asks for consent itself, and not by a prospecting message.
"""

from aval.law.expressions import among
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, forbid, table

RULE = Rule(
    code="acquired-file",
    title=Said(
        "Fonds de clientèle repris",
        "Acquired customer file",
    ),
    says=Said(
        "Un fichier repris ne contient que des personnes actives et non opposées ; courriel et SMS demandent que l’acheteur ait été nommé.",
        "An acquired file holds only active, unopposed people; e-mail and SMS need the buyer to have been named.",
    ),
    article=Said(
        "CNIL, vente de fichiers clients (2022)",
        "CNIL, sale of customer files (2022)",
    ),
    mark="P",
    sources=("https://cnil.fr/fr/vente-de-fichiers-clients-la-cnil-rappelle-les-regles",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        forbid("acquired-file-unchecked", when=~f.sold_lawfully),
        forbid(
            "partner-not-listed", when=among(f.channel, "email", "sms") & ~f.partner_list_names_us & ~f.consent_valid
        ),
        scope=f.prospecting & (f.source_kind == "acquired"),
    )
