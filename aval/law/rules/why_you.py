"""The first message says that we hold the address, where from, and why the offer fits (art. 14(2)(f) GDPR; the brief)."""

from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, oblige, stop, table

RULE = Rule(
    code="why-you",
    title=Said(
        "Pourquoi vous",
        "Why you",
    ),
    says=Said(
        "Le premier message dit d’où vient l’adresse et pourquoi l’offre concerne la personne.",
        "The first message says where the address comes from and why the offer concerns the person.",
    ),
    article=Said(
        "art. 14(2)(f) RGPD",
        "GDPR art. 14(2)(f)",
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
        oblige("why-you", when=f.first_message),
        stop("msg-why-you", when=f.first_message & ~f.says_why_you),
        scope=f.prospecting & f.has_room & ~f.legal_person,
    )
