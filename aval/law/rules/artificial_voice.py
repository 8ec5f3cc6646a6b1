"""An artificial intelligence that speaks or writes live says what it is (règlement (UE) 2024/1689, art. 50)."""

from aval.law.expressions import among, known
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, oblige, stop, table

RULE = Rule(
    code="artificial-voice",
    title=Said(
        "Intelligence artificielle",
        "Artificial intelligence",
    ),
    says=Said(
        "Une intelligence artificielle qui s’adresse à une personne se présente comme telle.",
        "An artificial intelligence that addresses a person says so.",
    ),
    article=Said(
        "art. 50 règlement (UE) 2024/1689",
        "Regulation (EU) 2024/1689 art. 50",
    ),
    mark="S",
    sources=("https://artificialintelligenceact.eu/article/50/",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        oblige("announce-ai", when=known(f.spoken_by_ai) & f.spoken_by_ai),
        stop("ai-undisclosed", when=f.spoken_by_ai & ~f.ai_disclosed & p.ai_must_say_so),
        scope=f.spoken | among(f.channel, "social_dm", "sms"),
    )
