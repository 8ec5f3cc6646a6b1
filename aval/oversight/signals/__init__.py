"""Weak signals: what drifts from its own past, before it becomes a fault; and the law that is coming."""
