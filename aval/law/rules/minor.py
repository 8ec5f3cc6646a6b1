"""No prospecting of a minor in a trade between professionals (art. 8 GDPR, art. 45 LIL; stricter by choice)."""

from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, forbid, table

RULE = Rule(
    code="minor",
    title=Said(
        "Mineur",
        "Minor",
    ),
    says=Said(
        "On ne prospecte pas une personne mineure.",
        "A minor is not prospected.",
    ),
    article=Said(
        "art. 8 RGPD, art. 45 LIL",
        "GDPR art. 8, LIL art. 45",
    ),
    mark="D",
    sources=("https://www.cnil.fr/fr/cookies-et-autres-traceurs/regles/cookies",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        forbid("under-age", when=f.under_age),
        scope=f.prospecting,
    )
