"""What makes a consent good (art. 4(11), 7 GDPR; L34-5 2nd paragraph; EDPB 05/2020; SAN-2022-017, SAN-2023-025).

Given by a positive act, free, specific, informed of who will write, proved by its wording, version and instant. A missing
proof is a missing consent. Withdrawn, it closes the channel whatever other basis there might be.
"""

from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, forbid, table

RULE = Rule(
    code="consent",
    title=Said(
        "Consentement",
        "Consent",
    ),
    says=Said(
        "Le consentement est un acte positif, libre, spécifique, éclairé et prouvé ; il se retire à tout moment.",
        "Consent is a positive act, free, specific, informed and proved; it can be withdrawn at any time.",
    ),
    article=Said(
        "art. 4(11) et 7 RGPD",
        "GDPR art. 4(11) and 7",
    ),
    mark="P",
    sources=(
        "https://www.edpb.europa.eu/our-work-tools/our-documents/guidelines/guidelines-052020-consent-under-regulation-2016679_en",
        "https://gdprhub.eu/index.php?title=CNIL_(France)_-_SAN-2022-017",
    ),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    relied_on = ~f.legal_person & ~f.soft_opt_in & (~f.professional | (f.source_basis == "consent"))
    return table(
        forbid("consent-withdrawn", when=f.consent_withdrawn),
        forbid("form-preticked", when=relied_on & f.box_preticked),
        forbid("consent-not-free", when=relied_on & ~f.consent_free),
        forbid("consent-not-specific", when=relied_on & ~f.consent_specific),
        forbid("partner-not-listed", when=relied_on & ~f.consent_names_us),
        forbid("consent-unproved", when=relied_on & ~f.consent_proof),
        scope=f.prospecting & f.consent_given,
    )
