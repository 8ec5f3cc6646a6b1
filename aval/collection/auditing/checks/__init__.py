"""The checks: each reads one form and yields what is wrong with it."""
