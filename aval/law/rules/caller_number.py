"""The number shown is real, and no platform calls from a mobile one (Arcep numbering plan; art. L221-17 code de la consommation)."""

from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, stop, table

RULE = Rule(
    code="caller-number",
    title=Said(
        "Numéro présenté",
        "Number shown",
    ),
    says=Said(
        "Le numéro présenté n’est ni masqué, ni un mobile pour un automate.",
        "The number shown is not hidden, nor a mobile one for a machine.",
    ),
    article=Said(
        "plan de numérotation de l’Arcep",
        "Arcep numbering plan",
    ),
    mark="S",
    sources=(
        "https://www.generation-nt.com/numeros-mobiles-arcep-demarchage-fraude-protection-actualite-2004716.html",
    ),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    platform = f.channel == "voice_automated"
    return table(
        stop("caller-id-hidden", when=f.caller_id == "hidden"),
        stop("caller-id-range", when=platform & (f.caller_id == "mobile") & p.mobile_closed_to_platforms),
        scope=f.solicitation & f.spoken,
    )
