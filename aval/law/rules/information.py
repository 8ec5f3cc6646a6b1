"""Whoever we did not collect the data from is told who we are, what for, and where from (art. 14 GDPR).

At the latest one month after collection, or with the first message. After the month without notice only the notice alone
may leave, or the data are deleted (SAN-2024-020, SAN-2021-012). The notice is in her language (Kaspr wrote in English).
"""

from aval.law.expressions import known
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, first, forbid, oblige, stop, table

RULE = Rule(
    code="information",
    title=Said(
        "Information de la personne",
        "Information of the person",
    ),
    says=Said(
        "La personne est informée dans le mois, ou au premier message s’il vient avant ; ensuite, l’informer seule ou supprimer.",
        "The person is informed within the month, or with the first message if sooner; after that, inform alone or delete.",
    ),
    article=Said(
        "art. 13 et 14 RGPD",
        "GDPR art. 13 and 14",
    ),
    mark="S",
    sources=(
        "https://cnil.fr/fr/node/166438",
        "https://data.ewatchers.org/protection-des-donnees/france/cnil-deliberation-n-san-2021-012-du-28-juillet-2021-concernant-la-societe-monsanto-company-37",
    ),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    overdue = (f.collection_mode == "indirect") & (f.on >= f.collected_on + p.notice_due)
    included = f.notice_state == "included"
    return table(
        oblige("include-notice", when=f.uninformed),
        oblige("name-source", when=f.uninformed),
        forbid("art14-overdue", when=f.uninformed & overdue & ~(f.message_type == "notice_only")),
        first("notice-undated", when=(f.notice_state == "delivered") & ~known(f.notice_given_on)),
        stop("notice-missing", when=f.uninformed & ~(included & f.notice_complete)),
        stop("notice-not-readable", when=f.uninformed & ~f.notice_readable),
        scope=f.solicitation & ~f.legal_person & ~(f.message_type == "retention_question"),
    )
