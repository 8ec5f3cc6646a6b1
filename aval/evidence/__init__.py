"""What we can prove: append-only ledger, Merkle tree, signed heads, receipts, offline verifier."""

from aval.evidence.canonical import NotCanonical
from aval.evidence.kinds import KINDS, UnknownKind, label
from aval.evidence.ledger import OutsideTransaction, record, record_many, redact

__all__ = [
    "KINDS",
    "NotCanonical",
    "OutsideTransaction",
    "UnknownKind",
    "label",
    "record",
    "record_many",
    "redact",
]
