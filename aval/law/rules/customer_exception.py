"""The existing customer (art. L34-5 CPCE, 4th paragraph; SAN-2021-008, SAN-2022-011; CJEU C-654/23).

Details collected from the person, at a real sale, by the same legal entity, for an analogous product, with an express
and free refusal shown at collection. An account without purchase is not a sale; a merged seller goes to a human.
"""

from aval.law.expressions import among, every
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, forbid, review, table

RULE = Rule(
    code="customer-exception",
    title=Said(
        "Client existant",
        "Existing customer",
    ),
    says=Said(
        "À son client, pour un produit analogue, si un refus lui a été offert à la vente.",
        "To one's customer, for an analogous product, if a refusal was offered at the sale.",
    ),
    article=Said(
        "art. L34-5 CPCE, 4e alinéa",
        "art. L34-5 CPCE, 4th paragraph",
    ),
    mark="P",
    sources=(
        "https://www.cnil.fr/fr/sanction-de-500-000-euros-lencontre-de-la-societe-brico-prive",
        "https://derriennic.com/totalenergies-condamnee-a-une-amende-de-1-million-deuros/",
    ),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        forbid("soft-optin-incomplete", when=~f.soft_opt_in),
        review("seller-merged", when=f.seller_merged),
        scope=every(
            f.prospecting,
            among(f.channel, "email", "sms"),
            f.private_person,
            f.sold | f.account_only,
            ~f.consent_valid,
        ),
    )
