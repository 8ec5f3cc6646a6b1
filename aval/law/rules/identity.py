"""Who writes is said in each message (art. L34-5 CPCE, 5th paragraph; art. R123-237 code de commerce for the SIREN)."""

from aval.law.expressions import ALWAYS
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, oblige, stop, table

RULE = Rule(
    code="identity",
    title=Said(
        "Identité",
        "Identity",
    ),
    says=Said(
        "Chaque message dit pour le compte de qui il est envoyé.",
        "Each message says for whom it is sent.",
    ),
    article=Said(
        "art. L34-5 CPCE, 5e alinéa",
        "art. L34-5 CPCE, 5th paragraph",
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
        oblige("identity", when=ALWAYS),
        stop("msg-identity", when=~f.says_identity | (f.has_room & ~(f.says_siren & f.says_postal_address))),
        scope=f.solicitation & f.written,
    )
