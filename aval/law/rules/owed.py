"""What is owed to the person or asked by her is not prospecting, carries no offer, and no objection stops it.

Service messages, answers to requests (art. 12), breach notices (art. 34), double opt-in, the notice of article 14 alone,
and the one question at the end of retention.
"""

from aval.law.expressions import ALWAYS
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, forbid, grant, stop, table

RULE = Rule(
    code="owed",
    title=Said(
        "Message dû ou demandé",
        "Message owed or asked for",
    ),
    says=Said(
        "Un message dû ou demandé n’est pas de la prospection tant qu’il ne porte aucune offre.",
        "A message owed or asked for is not prospecting so long as it carries no offer.",
    ),
    article=Said(
        "art. 6(1)(b) et (c), 12, 14 et 34 RGPD",
        "GDPR art. 6(1)(b) and (c), 12, 14 and 34",
    ),
    mark="K",
    sources=("https://eur-lex.europa.eu/eli/reg/2016/679/oj",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        stop("offer-in-service-message", when=f.offer_inside),
        grant("owed", when=f.service),
        grant("information-duty", when=(f.message_type == "notice_only") & f.uninformed),
        forbid("already-informed", when=f.message_type == "notice_only"),
        grant("retention-question", when=f.question_open),
        forbid("retention-question-closed", when=ALWAYS),
        scope=~f.prospecting,
    )
