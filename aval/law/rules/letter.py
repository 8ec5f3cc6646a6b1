"""Post can rest on legitimate interest: information, and a free way to object (CNIL, opposition list page)."""

from aval.law.expressions import ALWAYS
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, grant, table

RULE = Rule(
    code="letter",
    title=Said(
        "Courrier postal",
        "Letter",
    ),
    says=Said(
        "Le courrier postal peut reposer sur l’intérêt légitime, avec information et droit d’opposition.",
        "Post may rest on legitimate interest, with information and a right to object.",
    ),
    article=Said(
        "art. 6(1)(f) RGPD",
        "GDPR art. 6(1)(f)",
    ),
    mark="P",
    sources=(
        "https://www.cnil.fr/fr/comment-utiliser-une-liste-repoussoir-pour-respecter-lopposition-la-prospection-commerciale",
    ),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        grant("consent", when=f.consent_valid),
        grant("legal-person", when=f.legal_person),
        grant("postal-interest", when=ALWAYS),
        scope=f.prospecting & (f.channel == "post"),
    )
