"""The door of the terminal: one module a command."""
