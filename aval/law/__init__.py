"""What the law says: facts in, decision out; no framework, no clock, no database, no language."""
