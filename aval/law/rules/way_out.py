"""A simple, free way to object in each message, that works (L34-5 5th paragraph; SAN-2022-017 Accor; RFC 8058)."""

from aval.law.expressions import ALWAYS
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, oblige, stop, table

RULE = Rule(
    code="way-out",
    title=Said(
        "Moyen de s’opposer",
        "Way out",
    ),
    says=Said(
        "Chaque message offre un moyen simple, gratuit et qui marche de s’opposer.",
        "Each message offers a simple, free, working way to object.",
    ),
    article=Said(
        "art. L34-5 CPCE, 5e alinéa ; art. 21 RGPD",
        "art. L34-5 CPCE, 5th paragraph; GDPR art. 21",
    ),
    mark="P",
    sources=(
        "https://www.cnil.fr/fr/comment-utiliser-une-liste-repoussoir-pour-respecter-lopposition-la-prospection-commerciale",
        "http://www.legifrance.gouv.fr/affichCnil.do?id=CNILTEXT000046198070",
    ),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        oblige("optout", when=ALWAYS),
        stop("msg-optout", when=~f.optout_link | ~f.named_mailbox),
        stop("msg-optout-broken", when=~f.optout_works),
        stop("msg-one-click", when=(f.channel == "email") & ~f.one_click),
        scope=f.solicitation & f.written,
    )
