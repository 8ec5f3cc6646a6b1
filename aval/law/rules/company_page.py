"""A private message or a fax to a legal person: no text speaks of it, a named human decides (settled point 4)."""

from aval.law.expressions import among
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, review, table

RULE = Rule(
    code="company-page",
    title=Said(
        "Personne morale, par message privé ou télécopie",
        "Legal person, by private message or fax",
    ),
    says=Said(
        "Aucun texte ne parle de ce cas : un humain décide.",
        "No text speaks of this case: a human decides.",
    ),
    article=Said(
        "art. L34-5 CPCE",
        "art. L34-5 CPCE (French post and electronic communications code)",
    ),
    mark="D",
    sources=("https://www.legifrance.gouv.fr/codes/section_lc/LEGITEXT000006070987/LEGISCTA000006165910",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        review("legal-person-other-channel", when=~f.consent_valid),
        scope=f.prospecting & among(f.channel, "social_dm", "fax") & f.legal_person,
    )
