"""SMS leave on working days, in the hours operators agree on (no statute found)."""

from aval.law.expressions import ALWAYS
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, oblige, stop, table

RULE = Rule(
    code="sms-hours",
    title=Said(
        "Jours et heures des SMS",
        "Days and hours of SMS",
    ),
    says=Said(
        "Un SMS part un jour ouvré, en journée.",
        "An SMS leaves on a working day, in the daytime.",
    ),
    article=Said(
        "usage des opérateurs",
        "operators' practice",
    ),
    mark="D",
    sources=("https://sendtargetsms.com/fr/horaires-legaux-sms/",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    open_ = (f.minute >= p.sms_opens) & (f.minute < p.sms_closes)
    return table(
        oblige("hours", when=ALWAYS),
        stop("sms-window", when=~(f.local_day == "working") | ~open_),
        scope=f.prospecting & (f.channel == "sms"),
    )
