"""Aval: business-to-business prospecting in France that keeps the law by construction."""
