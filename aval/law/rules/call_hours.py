"""Days and hours of calls, at the recipient's (art. D223-9 code de la consommation; for consumers).

By choice the same window for sole traders and mobile lines, and office hours for professional lines. Local holidays are
seen by a human.
"""

from aval.law.expressions import ALWAYS, among
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, oblige, review, stop, table

RULE = Rule(
    code="call-hours",
    title=Said(
        "Jours et heures d’appel",
        "Days and hours of calls",
    ),
    says=Said(
        "On appelle un jour ouvré, aux heures du décret ou de bureau, à l’heure de la personne appelée.",
        "Calls are made on working days, in the hours of the decree or of the office, at the called person's time.",
    ),
    article=Said(
        "art. D223-9 code de la consommation",
        "French consumer code art. D223-9",
    ),
    mark="P",
    sources=("https://www.legifrance.gouv.fr/codes/section_lc/LEGITEXT000006069565/LEGISCTA000032807254",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    office = (f.minute >= p.business_opens) & (f.minute < p.business_closes)
    closed = among(f.local_day, "saturday", "sunday", "holiday")
    outside = (f.decree_hours & ~f.decree_window) | (~f.decree_hours & ~office)
    return table(
        oblige("hours", when=ALWAYS),
        stop("call-window", when=~f.slot_accepted & (closed | outside)),
        review("local-holiday", when=(f.local_day == "local_holiday") & ~f.slot_accepted, sending=True),
        scope=f.prospecting & f.spoken,
    )
