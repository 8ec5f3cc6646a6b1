"""A function observed more than twelve months ago is checked by a human (accuracy, art. 5(1)(d) GDPR; settled point 12)."""

from aval.law.expressions import known
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, review, table

RULE = Rule(
    code="function-age",
    title=Said(
        "Fraîcheur de la fonction",
        "Age of the function",
    ),
    says=Said(
        "Une fonction ancienne est revue avant d’être utilisée.",
        "An old function is checked before it is used.",
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
        review("function-stale", when=f.on >= f.function_observed_on + p.function_fresh),
        scope=f.professional_on_interest & known(f.function),
    )
