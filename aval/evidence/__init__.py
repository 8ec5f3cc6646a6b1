"""What we can prove: append-only ledger, Merkle tree, signed heads, receipts, offline verifier."""

from aval.evidence.audit import Entry, Report
from aval.evidence.canonical import NotCanonical, canonical
from aval.evidence.export import Part, export
from aval.evidence.heads import latest_head, public_key, sign_head
from aval.evidence.kinds import KINDS, UnknownKind, label
from aval.evidence.ledger import OutsideTransaction, Sealed, record, record_many, record_sealed, redact, seal_texts
from aval.evidence.live import verify_live
from aval.evidence.receipts import receipt
from aval.evidence.verifier import NotADossier, check_file, check_receipt

__all__ = [
    "KINDS",
    "Entry",
    "NotADossier",
    "NotCanonical",
    "OutsideTransaction",
    "Part",
    "Report",
    "Sealed",
    "UnknownKind",
    "canonical",
    "check_file",
    "check_receipt",
    "export",
    "label",
    "latest_head",
    "public_key",
    "receipt",
    "record",
    "record_many",
    "record_sealed",
    "redact",
    "seal_texts",
    "sign_head",
    "verify_live",
]
