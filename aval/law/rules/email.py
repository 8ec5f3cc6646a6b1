"""E-mail: the ban of art. L34-5 CPCE and its ways out.

Consent; the existing customer; the mailbox of a legal person, which is nobody's; a professional by name under the CNIL
doctrine of 2005, whose conditions are in the rules on relevance, assessment and information. A sole trader needs consent
unless the organisation chose the doctrine with a human decision; a private mailbox published by a business goes to a
human. The doctrine is an exception to be proved, never the default.
"""

from aval.law.expressions import ALWAYS, among
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, forbid, grant, table

RULE = Rule(
    code="email",
    title=Said(
        "Courriel",
        "E-mail",
    ),
    says=Said(
        "La prospection par courriel d’une personne physique demande son consentement, sauf exceptions.",
        "Prospecting a natural person by e-mail requires her consent, with exceptions.",
    ),
    article=Said(
        "art. L34-5 CPCE",
        "art. L34-5 CPCE (French post and electronic communications code)",
    ),
    mark="P",
    sources=(
        "https://www.cnil.fr/fr/la-prospection-commerciale-par-courrier-electronique",
        "https://village-justice.com/articles/prospection-commerciale-par-mail-btob-peut-vraiment-contenter-opt-out,46443.html",
    ),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    doctrine = f.professional & (f.b2b_policy == "doctrine")
    trader = f.sole_trader & (f.sole_trader_policy == "doctrine_with_review") & f.published_by_business & f.about_trade
    published = (f.recipient_kind == "personal_mailbox") & f.published_by_business
    return table(
        grant("consent", when=f.consent_valid),
        grant("soft-opt-in", when=f.soft_opt_in),
        grant("legal-person", when=f.legal_person),
        grant("b2b-doctrine", when=doctrine),
        grant("sole-trader-doctrine", when=trader & among(f.sirene_status, p.sirene_diffusible)),
        grant("published-mailbox", when=published),
        forbid("l345-no-consent", when=ALWAYS),
        scope=f.prospecting & (f.channel == "email"),
    )
