"""Every contact has a named source (art. 14(2)(f), 5(2) GDPR). "A specialised organisation" is not a name (SAN-2022-021).

A guessed address (Nestor, SAN-2020-018) and a suspended source are refused.
"""

from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, forbid, table

RULE = Rule(
    code="source",
    title=Said(
        "Source",
        "Source",
    ),
    says=Said(
        "On doit pouvoir dire à la personne d’où vient son adresse, en nommant quelqu’un.",
        "We must be able to tell the person where her address comes from, naming somebody.",
    ),
    article=Said(
        "art. 14(2)(f) et 5(2) RGPD",
        "GDPR art. 14(2)(f) and 5(2)",
    ),
    mark="S",
    sources=(
        "https://avocatspi.com/2021/01/21/adresses-reconstituees-et-prospection-commerciale-sanction-de-la-societe-nestor/",
    ),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        forbid("no-source", when=~f.source_named),
        forbid("source-suspended", when=f.source_suspended),
        forbid("guessed-address", when=f.address_origin == "guessed"),
        scope=f.solicitation,
    )
