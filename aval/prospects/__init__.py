"""Whom we know, and how: companies, people, contact points, sources, import, classification, objections."""
