"""A form we hold asks by an unticked box; no tick means no mailing (settled point 8).

Opt-out at collection is for the customer at a sale or, if the organisation so chose, for a professional told on the form.
Details taken by hand need the right to object offered at that moment.
"""

from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, forbid, table

RULE = Rule(
    code="direct-form",
    title=Said(
        "Collecte directe",
        "Direct collection",
    ),
    says=Said(
        "Sur notre formulaire, sans case cochée, pas de prospection ; ailleurs, l’opposition est offerte à la collecte.",
        "On our own form no tick means no prospecting; elsewhere objection is offered at collection.",
    ),
    article=Said(
        "art. 21(4) et 13 RGPD",
        "GDPR art. 21(4) and 13",
    ),
    mark="D",
    sources=("https://derriennic.com/totalenergies-condamnee-a-une-amende-de-1-million-deuros/",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    told = (f.optout_at_collection_policy == "professional") & f.professional & f.optout_offered
    return table(
        forbid("form-no-tick", when=(f.source_kind == "own_form") & ~told),
        forbid("optout-not-offered", when=~f.optout_offered),
        scope=f.on_interest & (f.collection_mode == "direct"),
    )
