"""What she just said: an answer that may be a refusal stops everything until a human has read it; an absence waits for its end.

Any message that means stop is an objection (art. 21(2) GDPR), and one that may mean it is not a
reason to go on. Somebody away has neither answered nor refused: nothing is sent before the day she named.
"""

from aval.law.expressions import known
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, first, table

RULE = Rule(
    code="hearing",
    title=Said(
        "Ce qu’elle vient de dire",
        "What she just said",
    ),
    says=Said(
        "Tant que sa réponse peut être un refus, rien ne part ; une absence fait attendre le jour qu’elle nomme.",
        "While her answer may be a refusal, nothing leaves; an absence makes us wait for the day it names.",
    ),
    article=Said(
        "art. 21(2) et 12(2) RGPD",
        "GDPR art. 21(2) and 12(2)",
    ),
    mark="S",
    sources=("https://gdprhub.eu/index.php?title=CNIL_(France)_-_SAN-2021-021",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    away = known(f.away_until) & (f.on < f.away_until)
    return table(
        first("refusal-in-doubt", when=f.refusal_in_doubt),
        first("away", when=away, until=f.away_until),
        scope=f.solicitation,
    )
