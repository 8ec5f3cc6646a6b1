"""What a call says: who, for whom, why, where the number comes from, the right to object, where to read more.

(art. 13, 14 GDPR; art. L221-16 code de la consommation; SAN-2019-010, SAN-2021-010, SAN-2022-011, SAN-2024-004.)
The full notice follows by link or mail the same day (settled point 19).
"""

from aval.law.expressions import ALWAYS
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, oblige, stop, table

RULE = Rule(
    code="call-script",
    title=Said(
        "Script d’appel",
        "Call script",
    ),
    says=Said(
        "La personne appelée sait qui appelle, pourquoi, d’où vient son numéro et comment s’opposer.",
        "The person called knows who calls, why, where her number comes from and how to object.",
    ),
    article=Said(
        "art. 13 et 14 RGPD ; art. L221-16 code de la consommation",
        "GDPR art. 13 and 14; French consumer code art. L221-16",
    ),
    mark="S",
    sources=(
        "https://gdprhub.eu/index.php?title=CNIL_(France)_-_SAN-2024-004",
        "https://mayance.law/ag2r-sanctionnee-par-la-cnil.html",
    ),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        oblige("script", when=ALWAYS),
        oblige("notice-same-day", when=f.uninformed),
        stop("script-incomplete", when=~f.script_complete),
        scope=f.prospecting & f.spoken,
    )
