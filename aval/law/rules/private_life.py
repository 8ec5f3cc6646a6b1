"""A work address does not make a private offer professional (Nestor, SAN-2020-018: meals sold to office workers)."""

from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, forbid, table

RULE = Rule(
    code="private-life",
    title=Said(
        "Offre de la vie privée",
        "Private-life offer",
    ),
    says=Said(
        "Une offre pour la vie privée demande le consentement, même à une adresse de travail.",
        "An offer for private life requires consent, even at a work address.",
    ),
    article=Said(
        "art. L34-5 CPCE ; SAN-2020-018",
        "art. L34-5 CPCE; SAN-2020-018",
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
        forbid("private-life-offer", when=f.offer_private_life),
        scope=f.professional_on_interest | (f.prospecting & f.legal_person & ~f.consent_valid),
    )
