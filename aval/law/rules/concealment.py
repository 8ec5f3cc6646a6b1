"""Neither the sender nor the one it writes for is hidden (art. L34-5 CPCE, 5th paragraph); the domain is authenticated."""

from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, stop, table

RULE = Rule(
    code="concealment",
    title=Said(
        "Expéditeur",
        "Sender",
    ),
    says=Said(
        "L’expéditeur est réel, à nous, et l’agence dit pour qui elle écrit.",
        "The sender is real, ours, and an agency says for whom it writes.",
    ),
    article=Said(
        "art. L34-5 CPCE, 5e alinéa",
        "art. L34-5 CPCE, 5th paragraph",
    ),
    mark="P",
    sources=("https://support.google.com/a/answer/81126",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    mail = f.channel == "email"
    return table(
        stop("msg-on-behalf", when=f.sent_by_agency & ~f.says_on_behalf),
        stop("msg-sender", when=mail & ~f.sender_ours),
        stop("dns-auth", when=mail & ~f.dns_authenticated),
        scope=f.solicitation & f.written,
    )
