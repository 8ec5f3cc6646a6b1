"""Erasure (art. 17 GDPR): once asked, nothing leaves but the answer that says what was done."""

from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, forbid, table

RULE = Rule(
    code="erasure",
    title=Said(
        "Effacement",
        "Erasure",
    ),
    says=Said(
        "Une demande d’effacement reçue, rien ne part plus que la réponse qui dit ce qui a été fait.",
        "Once erasure is asked for, nothing leaves but the answer that says what was done.",
    ),
    article=Said(
        "art. 17 RGPD",
        "GDPR art. 17",
    ),
    mark="S",
    sources=("https://www.cnil.fr/fr/sanction-de-500-000-euros-lencontre-de-la-societe-brico-prive",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        forbid("erased", when=f.erased),
        scope=~(f.message_type == "rights_answer"),
    )
