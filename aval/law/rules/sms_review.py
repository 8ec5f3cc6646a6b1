"""SMS to a professional on legitimate interest: no position found, a named human decides."""

from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, review, table

RULE = Rule(
    code="sms-review",
    title=Said(
        "SMS à un professionnel",
        "SMS to a professional",
    ),
    says=Said(
        "La doctrine du courriel ne dit rien des SMS : un humain décide.",
        "The e-mail doctrine says nothing of SMS: a human decides.",
    ),
    article=Said(
        "art. L34-5 CPCE",
        "art. L34-5 CPCE (French post and electronic communications code)",
    ),
    mark="D",
    sources=("https://www.cnil.fr/fr/la-prospection-commerciale-par-courrier-electronique-sms-mms-et-automate-dappel",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        review("sms-professional", when=f.professional),
        scope=f.professional_on_interest & (f.channel == "sms"),
    )
