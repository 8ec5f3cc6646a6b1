"""People expect to be contacted where they published to be contacted (CNIL, 30 April 2020, reasonable expectation).

Automated collection, even lawful, has its own assessment (CNIL sheet on legitimate interest and scraping, 2025).
"""

from aval.law.expressions import among, known
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, first, forbid, table

RULE = Rule(
    code="publication",
    title=Said(
        "Publication pour être contacté",
        "Published to be contacted",
    ),
    says=Said(
        "D’une page publique ne se retient que ce qui y a été publié pour être contacté, page et date gardées.",
        "From a public page only what was published to be contacted by is kept, with page and date.",
    ),
    article=Said(
        "art. 6(1)(f) RGPD",
        "GDPR art. 6(1)(f)",
    ),
    mark="S",
    sources=(
        "https://pechenard.com/une-donnee-personnelle-meme-publique-reste-protegee-la-cnil-rappelle-les-bases",
        "https://www.cnil.fr/fr/focus-interet-legitime-collecte-par-moissonnage",
    ),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    online = among(f.source_kind, "public_web", "social_network")
    return table(
        forbid("not-published-for-contact", when=online & ~f.published_by_business),
        first("harvest-unassessed", when=f.automated_collection & ~known(f.harvest_assessed_on)),
        scope=f.prospecting,
    )
