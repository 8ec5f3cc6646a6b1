"""The subject announces the offer; advertising can be recognised (L34-5 5th paragraph; art. 20 LCEN)."""

from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, stop, table

RULE = Rule(
    code="subject",
    title=Said(
        "Objet",
        "Subject",
    ),
    says=Said(
        "L’objet dit l’offre, sans fausse réponse, et la publicité se reconnaît.",
        "The subject says the offer, no fake reply, and advertising can be recognised.",
    ),
    article=Said(
        "art. L34-5 CPCE, art. 20 LCEN",
        "art. L34-5 CPCE, art. 20 LCEN",
    ),
    mark="P",
    sources=("https://www.cnil.fr/fr/la-prospection-commerciale-par-courrier-electronique",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        stop("msg-subject", when=~f.honest_subject),
        stop("msg-not-recognisable", when=~f.recognisable),
        scope=f.prospecting & f.written,
    )
