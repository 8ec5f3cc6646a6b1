"""An address that is disposable or bounced for good is not used again (accuracy, art. 5(1)(d) GDPR)."""

from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, forbid, table

RULE = Rule(
    code="address",
    title=Said(
        "Adresse",
        "Address",
    ),
    says=Said(
        "Une adresse qui ne mène plus à personne n’est plus utilisée.",
        "An address that leads to nobody any more is not used.",
    ),
    article=Said(
        "art. 5(1)(d) RGPD",
        "GDPR art. 5(1)(d)",
    ),
    mark="D",
    sources=("https://eur-lex.europa.eu/eli/reg/2016/679/oj",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        forbid("address-unreachable", when=f.unreachable),
        forbid("address-disposable", when=f.disposable),
        scope=f.solicitation,
    )
