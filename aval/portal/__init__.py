"""The door of the prospects."""
