"""What we can prove: append-only ledger, Merkle tree, signed heads, receipts, offline verifier."""
