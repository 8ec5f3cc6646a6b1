"""Private messages of social networks are electronic mail (art. 1 LCEN; CJEU C-102/20; SAN-2024-019): the e-mail rule.

A human sends them one by one; no program drives the platform. A company's page goes to a human decision.
"""

from aval.law.expressions import ALWAYS
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, forbid, grant, stop, table

RULE = Rule(
    code="private-message",
    title=Said(
        "Message privé",
        "Private message",
    ),
    says=Said(
        "Un message privé suit la règle du courriel, et une personne l’envoie elle-même.",
        "A private message follows the e-mail rule, and a person sends it herself.",
    ),
    article=Said(
        "art. L34-5 CPCE, art. 1 LCEN",
        "art. L34-5 CPCE, art. 1 LCEN",
    ),
    mark="D",
    sources=("https://www.cnil.fr/fr/publicites-inserees-entre-les-courriels-sanction-de-50-millions-deuros-orange",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        stop("platform-automated", when=f.platform_automated),
        grant("consent", when=f.consent_valid),
        grant("legal-person", when=f.legal_person),
        grant("b2b-doctrine", when=f.professional & (f.b2b_policy == "doctrine")),
        forbid("l345-no-consent", when=ALWAYS),
        scope=f.prospecting & (f.channel == "social_dm"),
    )
