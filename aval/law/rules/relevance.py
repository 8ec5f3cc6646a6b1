"""The subject must relate to the person's function (CNIL, position of 17 February 2005; SAN-2020-018 Nestor).

The function is known, the offer names it, and a sentence says why. An unknown function is completed, not guessed.
"""

from aval.law.expressions import known
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, first, forbid, table

RULE = Rule(
    code="relevance",
    title=Said(
        "Rapport avec la fonction",
        "Relation to the function",
    ),
    says=Said(
        "L’offre doit concerner la fonction de la personne, et on doit pouvoir dire pourquoi.",
        "The offer must concern the person's function, and we must be able to say why.",
    ),
    article=Said(
        "CNIL, position du 17 février 2005",
        "CNIL, position of 17 February 2005",
    ),
    mark="S",
    sources=(
        "https://www.cnil.fr/fr/la-prospection-commerciale-par-courrier-electronique",
        "https://avocatspi.com/2021/01/21/adresses-reconstituees-et-prospection-commerciale-sanction-de-la-societe-nestor/",
    ),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        first("function-unknown", when=~known(f.function)),
        forbid("function-outside", when=~f.function_fits),
        first("relevance-reason-missing", when=~f.relevance_reason),
        scope=f.professional_on_interest,
    )
