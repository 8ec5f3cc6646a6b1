"""SMS follow art. L34-5 CPCE like e-mail; a mobile is often private, so the doctrine only passes through a human.

A mobile number is nobody's mailbox: a legal person has none.
"""

from aval.law.expressions import ALWAYS, every
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, forbid, grant, table

RULE = Rule(
    code="sms",
    title=Said(
        "SMS",
        "SMS",
    ),
    says=Said(
        "Un SMS de prospection demande le consentement ; pour un professionnel, un humain peut décider.",
        "A prospecting SMS requires consent; for a professional a human may decide.",
    ),
    article=Said(
        "art. L34-5 CPCE",
        "art. L34-5 CPCE (French post and electronic communications code)",
    ),
    mark="S",
    sources=("https://www.cnil.fr/fr/la-prospection-commerciale-par-courrier-electronique-sms-mms-et-automate-dappel",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    doctrine = every(f.professional, f.b2b_policy == "doctrine", f.line_kind == "professional")
    return table(
        grant("consent", when=f.consent_valid),
        grant("soft-opt-in", when=f.soft_opt_in),
        forbid("mobile-is-nominative", when=f.legal_person),
        grant("b2b-doctrine", when=doctrine),
        forbid("l345-no-consent", when=ALWAYS),
        scope=f.prospecting & (f.channel == "sms"),
    )
