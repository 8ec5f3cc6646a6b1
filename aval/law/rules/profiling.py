"""A score or profile is told to the person (art. 13(2)(f), 14(2)(g), 21(2) GDPR; Monsanto, SAN-2021-012: graded 1 to 5 in secret)."""

from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, forbid, table

RULE = Rule(
    code="profiling",
    title=Said(
        "Profil et note",
        "Profile and score",
    ),
    says=Said(
        "Un profil ou une note se dit à la personne.",
        "A profile or score is told to the person.",
    ),
    article=Said(
        "art. 13, 14 et 21(2) RGPD",
        "GDPR art. 13, 14 and 21(2)",
    ),
    mark="S",
    sources=(
        "https://data.ewatchers.org/protection-des-donnees/france/cnil-deliberation-n-san-2021-012-du-28-juillet-2021-concernant-la-societe-monsanto-company-37",
    ),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        forbid("profile-untold", when=f.profiled & ~f.profiling_told),
        scope=f.prospecting & ~f.legal_person,
    )
