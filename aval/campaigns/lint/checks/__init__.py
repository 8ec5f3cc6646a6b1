"""One small module for each family of checks: `check(reading)` yields faults."""
