"""A consent to be called lives one year, and says who calls, for whom, what, and how to take it back (R223-1 to R223-3).

Given before 11 August 2026 it counts only if it holds every item asked since.
"""

from aval.law.expressions import every, known
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, forbid, table

RULE = Rule(
    code="call-consent",
    title=Said(
        "Consentement à être appelé",
        "Consent to be called",
    ),
    says=Said(
        "Le consentement à être appelé dure un an au plus et porte toutes les mentions du décret.",
        "A consent to be called lasts one year at most and bears every mention of the decree.",
    ),
    article=Said(
        "art. R223-1 à R223-3 code de la consommation",
        "French consumer code art. R223-1 to R223-3",
    ),
    mark="S",
    sources=("https://www.legifrance.gouv.fr/jorf/id/JORFTEXT000054483939",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    ended = (f.on >= f.consent_on + p.call_consent_lasts) | (
        known(f.call_consent_ends_on) & (f.on >= f.call_consent_ends_on)
    )
    return table(
        forbid("call-consent-expired", when=ended),
        forbid("call-consent-incomplete", when=~f.call_consent_complete),
        scope=every(
            f.prospecting,
            f.spoken,
            f.private_call,
            f.consent_valid,
            f.call_opt_in,
            ~((f.channel == "voice_human") & (f.within_contract | f.called_back)),
        ),
    )
