"""The right to object is told clearly and apart from the rest, at the first message at the latest (art. 21(4) GDPR)."""

from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, oblige, stop, table

RULE = Rule(
    code="objection-apart",
    title=Said(
        "Droit d’opposition à part",
        "Right to object, apart",
    ),
    says=Said(
        "Le droit de s’opposer a son propre paragraphe dès le premier message.",
        "The right to object has its own paragraph from the first message.",
    ),
    article=Said(
        "art. 21(4) RGPD",
        "GDPR art. 21(4)",
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
        oblige("objection-apart", when=f.first_message),
        stop("msg-objection-apart", when=f.first_message & ~f.separate_objection),
        scope=f.prospecting & f.has_room & ~f.legal_person,
    )
