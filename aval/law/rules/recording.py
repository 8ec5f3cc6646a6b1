"""Calls are not recorded as a rule, and never without saying so first (SAN-2020-003, SAN-2024-014, simplified sanctions of 2024)."""

from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, stop, table

RULE = Rule(
    code="recording",
    title=Said(
        "Enregistrement des appels",
        "Recording of calls",
    ),
    says=Said(
        "Un appel ne s’enregistre ni en secret ni toujours.",
        "A call is recorded neither in secret nor every time.",
    ),
    article=Said(
        "art. 5(1)(c) et 13 RGPD",
        "GDPR art. 5(1)(c) and 13",
    ),
    mark="S",
    sources=("https://ewatchers.org/cnil/spartoo-2020-07-28-1",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        stop("recording-systematic", when=f.recorded & f.recording_systematic),
        stop("recording-unannounced", when=f.recorded & ~f.recording_announced),
        scope=f.spoken,
    )
