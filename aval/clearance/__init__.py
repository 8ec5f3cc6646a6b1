"""The gate: gather facts, ask the law, keep the clearance, say it in words."""
