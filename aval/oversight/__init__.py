"""Who watches us: the internal inspector runs the CNIL's own checks on the base, warns, gives notice, suspends."""
