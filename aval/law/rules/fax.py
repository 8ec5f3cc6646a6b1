"""Fax: consent (art. L34-5 CPCE); a legal person goes to a human decision."""

from aval.law.expressions import ALWAYS
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, forbid, grant, table

RULE = Rule(
    code="fax",
    title=Said(
        "Télécopie",
        "Fax",
    ),
    says=Said(
        "La prospection par télécopie d’une personne physique demande son consentement.",
        "Prospecting a natural person by fax requires her consent.",
    ),
    article=Said(
        "art. L34-5 CPCE",
        "art. L34-5 CPCE (French post and electronic communications code)",
    ),
    mark="P",
    sources=("https://www.legifrance.gouv.fr/codes/section_lc/LEGITEXT000006070987/LEGISCTA000006165910",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        grant("consent", when=f.consent_valid),
        grant("legal-person", when=f.legal_person),
        forbid("l345-no-consent", when=ALWAYS),
        scope=f.prospecting & (f.channel == "fax"),
    )
