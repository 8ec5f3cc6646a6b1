"""E-mail cases the doctrine does not settle: a named human decides, with the evidence (settled points 1 and 20)."""

from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, review, table

RULE = Rule(
    code="email-review",
    title=Said(
        "Courriel, cas à trancher",
        "E-mail, cases for a human",
    ),
    says=Said(
        "Ni texte ni position de la CNIL ne tranche : un humain décide, et sa décision reste.",
        "Neither statute nor CNIL position settles it: a human decides, and the decision stays.",
    ),
    article=Said(
        "art. L34-5 CPCE",
        "art. L34-5 CPCE (French post and electronic communications code)",
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
        review("webmail-published-by-business", when=f.recipient_kind == "personal_mailbox"),
        review("sole-trader", when=f.sole_trader),
        review("generic-at-provider", when=f.legal_person & f.provider_domain),
        scope=f.prospecting & (f.channel == "email") & ~f.consent_valid & ~f.soft_opt_in,
    )
