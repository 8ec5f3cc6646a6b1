"""The door of the members."""
