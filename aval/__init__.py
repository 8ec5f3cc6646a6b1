"""Aval: business-to-business prospecting in France that keeps the law by construction."""

__version__ = "0.1.0"
