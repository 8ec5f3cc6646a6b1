"""Calling machines, voice drops, artificial voices: consent, whoever answers (art. L34-5 CPCE; legal persons by choice)."""

from aval.law.expressions import ALWAYS
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, forbid, grant, table

RULE = Rule(
    code="automated-call",
    title=Said(
        "Automate d’appel",
        "Automated call",
    ),
    says=Said(
        "Un automate n’appelle que qui y a consenti.",
        "A calling machine only calls who agreed to it.",
    ),
    article=Said(
        "art. L34-5 CPCE",
        "art. L34-5 CPCE (French post and electronic communications code)",
    ),
    mark="S",
    sources=("https://www.legifrance.gouv.fr/codes/section_lc/LEGITEXT000006070987/LEGISCTA000006165910",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        grant("consent", when=f.consent_valid & (~f.private_call | f.call_consent_valid)),
        forbid("l345-no-consent", when=ALWAYS),
        scope=f.prospecting & (f.channel == "voice_automated"),
    )
