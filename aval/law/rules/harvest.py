"""Public data stay personal data (CNIL, 30 April 2020; SAN-2024-020 Kaspr; 2011-203 Pages Jaunes; 2009-148 DirectAnnonces).

Refused, and not kept: what the person had not made visible to everyone, connections of a user, profiles poured into a
record, pages that refuse canvassing or extraction. A page must have been published to be contacted by.
Whoever was harvested all the same is still owed an answer (art. 12) and the notice of a breach (art. 34).
"""

from aval.law.expressions import among, known
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, forbid, table

RULE = Rule(
    code="harvest",
    title=Said(
        "Données relevées en ligne",
        "Data harvested online",
    ),
    says=Said(
        "Une donnée publique n’est pas librement réutilisable : ni profil restreint, ni page qui refuse le démarchage.",
        "Public data may not be reused freely: no restricted profile, no page that refuses canvassing.",
    ),
    article=Said(
        "art. 6 et 5(1)(a) RGPD",
        "GDPR art. 6 and 5(1)(a)",
    ),
    mark="P",
    sources=(
        "https://cnil.fr/fr/node/166438",
        "https://cnil.fr./fr/reutilisation-de-vos-donnees-publiees-sur-internet-des-fins-commerciales-quels-sont-vos-droits",
    ),
    answers=(
        "contact",
        "message",
        "hold",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    social = f.source_kind == "social_network"
    online = social | (f.source_kind == "public_web")
    owed = known(f.message_type) & among(f.message_type, "rights_answer", "breach_notice")
    return table(
        forbid("address-book-harvested", when=f.source_kind == "address_book"),
        forbid("scrape-restricted", when=f.enriched_from_social | (social & ~f.visible_to_everyone)),
        forbid("scrape-opposed", when=online & (f.refusal_mark | f.extraction_forbidden)),
        scope=~owed,
    )
