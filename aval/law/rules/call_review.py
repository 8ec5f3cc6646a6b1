"""Calls the texts leave open: consumers before 11 August 2026, mixed lines (settled point 16)."""

from aval.law.expressions import every
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, review, table

RULE = Rule(
    code="call-review",
    title=Said(
        "Appel, cas à trancher",
        "Call, cases for a human",
    ),
    says=Said(
        "Avant le 11 août 2026, ou sur une ligne à la fois privée et professionnelle, un humain décide.",
        "Before 11 August 2026, or on a line both private and professional, a human decides.",
    ),
    article=Said(
        "art. L223-1 code de la consommation",
        "French consumer code art. L223-1",
    ),
    mark="D",
    sources=("https://www.legifrance.gouv.fr/codes/section_lc/LEGITEXT000006069565/LEGISCTA000032221441",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        review("consumer-call-before-opt-in", when=f.private_call & ~f.call_opt_in & ~f.call_consent_valid),
        review("line-mixed", when=(f.line_kind == "mixed") & ~f.consent_valid),
        scope=every(f.prospecting, f.channel == "voice_human", ~f.called_back, ~f.within_contract),
    )
