"""Insee opposition to prospecting (art. R123-232-1 code de commerce; Sirene terms of use).

What comes from the register is used only with status O, read lately. Data the person gave herself keep their own basis.
Tested as equality with O: old values N became P.
"""

from aval.law.expressions import among
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, first, forbid, table

RULE = Rule(
    code="sirene",
    title=Said(
        "Diffusion Sirene",
        "Sirene diffusion",
    ),
    says=Said(
        "Une personne physique peut refuser que ses données du répertoire servent à la prospection.",
        "A natural person may refuse that her register data serve prospecting.",
    ),
    article=Said(
        "art. R123-232-1 code de commerce",
        "French commercial code art. R123-232-1",
    ),
    mark="P",
    sources=("http://www.sirene.fr/sirene/public/static/conditions-generales-utilisation?sirene_locale=en",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        forbid("sirene-not-diffusible", when=~among(f.sirene_status, p.sirene_diffusible)),
        first("sirene-stale", when=f.on >= f.sirene_checked_on + p.sirene_fresh),
        scope=f.prospecting & f.from_sirene,
    )
