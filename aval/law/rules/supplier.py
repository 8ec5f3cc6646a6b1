"""A promise of the supplier is not a proof (SAN-2022-021, SAN-2024-003, SAN-2024-004, SAN-2025-001, SAN-2025-002).

A file on consent: contract, collection checked, captures seen, the partner list names us, a sample of individual
proofs all valid, checked within the year, and a proof on each line. A professional file on legitimate interest:
contract, lawful collection, checked within the year (list-b2b-no-consent-file).
"""

from aval.law.expressions import every
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, forbid, table

RULE = Rule(
    code="supplier",
    title=Said(
        "Fournisseur de fichier",
        "File supplier",
    ),
    says=Said(
        "Qui utilise un fichier acheté, loué ou reçu vérifie lui-même, ligne par ligne quand la base est le consentement.",
        "Whoever uses a bought, rented or received file checks it, line by line when the basis is consent.",
    ),
    article=Said(
        "art. 7(1) et 5(2) RGPD",
        "GDPR art. 7(1) and 5(2)",
    ),
    mark="S",
    sources=(
        "https://gdprhub.eu/index.php?title=CNIL_(France)_-_SAN-2024-004",
        "https://ainobodynosoul.ovh/legifrance.gouv.fr-cnil-id-CNILTEXT000051630617.html",
    ),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    on_consent = ~(f.source_basis == "legitimate_interest")
    sampled = (f.sample_size >= p.supplier_sample) & (f.sample_valid == f.sample_size)
    fresh = f.on < f.audited_on + p.supplier_audit_fresh
    file_checked = every(f.supplier_contract, f.collection_checked, fresh)
    return table(
        forbid("supplier-unverified", when=~file_checked),
        forbid("partner-not-listed", when=on_consent & ~f.partner_list_names_us),
        forbid("consent-sample-missing", when=on_consent & ~(f.captures_seen & sampled)),
        forbid("line-proof-missing", when=on_consent & ~f.line_proof),
        scope=f.prospecting & f.supplied,
    )
